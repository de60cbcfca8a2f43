package dev.reinstate.bench;

/**
 * What a process took, with all processes it started and waited for.
 *
 * @param cpuSeconds of user and system
 * @param peakMib the most memory that any one of them held; several at once hold more
 */
record Cost(double wallSeconds, double cpuSeconds, double peakMib) {}
