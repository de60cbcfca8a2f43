package dev.reinstate.report;

import com.google.common.collect.ImmutableList;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.Shard;

/**
 * A run as every form of a report shows it.
 *
 * @param entries what needs a human first
 * @param missing parts of the run of which there is no result
 */
public record ReportModel(
    RunReport report,
    ImmutableList<ReportLine> entries,
    Destinations destinations,
    ImmutableList<Shard> missing,
    Headline verdict) {

  /** That of one run. */
  public static ReportModel of(RunReport report) {
    ImmutableList<ReportLine> entries = ReportLines.of(report.result());
    Destinations destinations = Destinations.of(report.result(), entries);
    return of(report, entries, destinations, ImmutableList.of());
  }

  /** That of a run which others did in parts, as far as there is a result of each. */
  public static ReportModel ofParts(
      RunReport together, Destinations destinations, ImmutableList<Shard> missing) {
    return of(together, ReportLines.of(together.result()), destinations, missing);
  }

  private static ReportModel of(
      RunReport report,
      ImmutableList<ReportLine> entries,
      Destinations destinations,
      ImmutableList<Shard> missing) {
    Headline verdict = Headline.of(report, entries, missing);
    return new ReportModel(report, entries, destinations, missing, verdict);
  }

  public Result result() {
    return report.result();
  }

  /** Whether anything may have been written. */
  public boolean wrote() {
    return result().mode() == Mode.CONFIRMED
        && !(result().refused() && result().outcomes().isEmpty());
  }

  public String mode() {
    return result().mode() == Mode.CONFIRMED ? "confirmed" : "dry run";
  }
}
