package dev.reinstate.report;

import com.google.common.collect.ImmutableList;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;

/**
 * A run as the forms for people show it.
 *
 * @param entries what needs a human first
 */
record Account(RunReport report, ImmutableList<Entry> entries, Verdict verdict) {

  static Account of(RunReport report) {
    ImmutableList<Entry> entries = Entries.of(report.result());
    return new Account(report, entries, Verdict.of(report.result(), entries));
  }

  Result result() {
    return report.result();
  }

  /** Whether the run may have written. */
  boolean wrote() {
    return result().mode() == Mode.CONFIRMED && !result().refused();
  }

  String mode() {
    return result().mode() == Mode.CONFIRMED ? "confirmed" : "dry run";
  }
}
