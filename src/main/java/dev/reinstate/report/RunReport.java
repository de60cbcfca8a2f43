package dev.reinstate.report;

import com.google.common.collect.ImmutableList;
import dev.reinstate.reconcile.Result;
import dev.reinstate.registry.wire.TrafficReport;
import java.time.Instant;

/**
 * Everything there is to say of a run.
 *
 * @param arguments the command line, for commands to paste; it holds no secrets
 * @param rewrites the {@code FROM=TO} pairs in force, as the user gave them
 */
public record RunReport(
    Result result,
    TrafficReport traffic,
    Instant createdAt,
    ImmutableList<String> arguments,
    ImmutableList<String> rewrites) {}
