/** Takes a snapshot: reads what is live, stores what is missing or damaged, publishes the root. */
package dev.reinstate.snapshot.take;
