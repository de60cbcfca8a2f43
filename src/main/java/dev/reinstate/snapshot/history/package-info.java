/**
 * The order of snapshots, which follows from what each continues and not from clocks, and the
 * reading of one of them, also where a part is damaged.
 */
package dev.reinstate.snapshot.history;
