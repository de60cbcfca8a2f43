package dev.reinstate.apply.lease;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The time of a machine that wants a lease.
 *
 * @param clock what it believes, which may jump
 * @param nanos what has passed since some fixed moment; never goes backwards
 * @param pause returns after so long
 */
public record LeaseTime(InstantSource clock, LongSupplier nanos, Consumer<Duration> pause) {}
