/** What a change of the manifests changes, against an earlier revision in git. */
package dev.reinstate.revision;
