package dev.reinstate.registry.pace;

/**
 * A request that was let through: what is to be given back to the governor of its host, and to the
 * one it has together with others, where there is one.
 */
record Turn(long ofHost, long ofGroup) {}
