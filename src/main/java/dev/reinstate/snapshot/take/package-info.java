/**
 * Takes a snapshot: reads what is live, stores what is missing or damaged, publishes the root. What
 * the store lost is in {@link dev.reinstate.snapshot.take.LostImages}.
 */
package dev.reinstate.snapshot.take;
