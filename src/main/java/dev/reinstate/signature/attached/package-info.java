/** How what is attached to images is found and read, in live registries and in snapshots. */
package dev.reinstate.signature.attached;
