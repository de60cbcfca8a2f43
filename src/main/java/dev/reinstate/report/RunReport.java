package dev.reinstate.report;

import com.google.common.collect.ImmutableList;
import dev.reinstate.reconcile.Result;
import dev.reinstate.registry.wire.TrafficReport;
import dev.reinstate.signature.coverage.Coverage;
import dev.reinstate.signature.coverage.CoverageText;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything there is to say of a run.
 *
 * @param arguments the command line, for commands to paste; it holds no secrets
 * @param rewrites the {@code FROM=TO} pairs in force, as the user gave them
 * @param job what the run was for
 * @param wholeness one line on what is proven of the images; empty when nobody asked
 * @param coverage how many images have what a signature policy asks for; empty without one
 */
public record RunReport(
    Result result,
    TrafficReport traffic,
    Instant createdAt,
    ImmutableList<String> arguments,
    ImmutableList<String> rewrites,
    Job job,
    Optional<String> wholeness,
    Optional<Coverage> coverage) {

  /** Of a run without a signature policy. */
  public RunReport(
      Result result,
      TrafficReport traffic,
      Instant createdAt,
      ImmutableList<String> arguments,
      ImmutableList<String> rewrites,
      Job job,
      Optional<String> wholeness) {
    this(result, traffic, createdAt, arguments, rewrites, job, wholeness, Optional.empty());
  }

  private static final String LABEL = "whole: ";

  /** The line without its label, for a place that has one. */
  public Optional<String> whole() {
    return wholeness.map(line -> line.startsWith(LABEL) ? line.substring(LABEL.length()) : line);
  }

  /** One line on who has what the policy asks for; empty without one. */
  public Optional<String> signed() {
    return coverage.isPresent() ? Optional.of(CoverageText.of(coverage.get())) : Optional.empty();
  }

  /** The line again. */
  public static Optional<String> wholeness(Optional<String> whole) {
    return whole.map(LABEL::concat);
  }
}
