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
public record Account(
    RunReport report,
    ImmutableList<Entry> entries,
    Destinations destinations,
    ImmutableList<Shard> missing,
    Verdict verdict) {

  /** That of one run. */
  public static Account of(RunReport report) {
    ImmutableList<Entry> entries = Entries.of(report.result());
    Destinations destinations = Destinations.of(report.result(), entries);
    return of(report, entries, destinations, ImmutableList.of());
  }

  /** That of a run which others did in parts, as far as there is a result of each. */
  public static Account ofParts(
      RunReport together, Destinations destinations, ImmutableList<Shard> missing) {
    return of(together, Entries.of(together.result()), destinations, missing);
  }

  private static Account of(
      RunReport report,
      ImmutableList<Entry> entries,
      Destinations destinations,
      ImmutableList<Shard> missing) {
    Verdict verdict = Verdict.of(report.result(), entries, missing);
    return new Account(report, entries, destinations, missing, verdict);
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
