/**
 * The agreed state and the append-only store it is kept in: taking, reading, listing, verifying,
 * exporting and comparing snapshots.
 */
package dev.reinstate.snapshot;
