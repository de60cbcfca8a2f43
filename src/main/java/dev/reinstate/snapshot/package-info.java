/**
 * The agreed state: the merge base of manifest and registry. Here are its values, the parts of a
 * snapshot's root, and the port of the append-only store that keeps them.
 */
package dev.reinstate.snapshot;
