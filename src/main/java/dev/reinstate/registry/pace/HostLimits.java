package dev.reinstate.registry.pace;

/**
 * The most that is ever asked of one host.
 *
 * @param concurrency requests at once
 * @param rate requests a second; infinite for as many as go
 */
record HostLimits(int concurrency, double rate) {}
