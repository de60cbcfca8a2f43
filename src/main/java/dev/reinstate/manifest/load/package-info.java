/** From files to the desired state: directories, merging, and conflicts between files. */
package dev.reinstate.manifest.load;
