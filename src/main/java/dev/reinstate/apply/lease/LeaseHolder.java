package dev.reinstate.apply.lease;

/**
 * A run that may hold a lease.
 *
 * @param name for a human of another run
 * @param run unlike that of any other run, so that a run knows its own lease again
 */
public record LeaseHolder(String name, String run) {}
