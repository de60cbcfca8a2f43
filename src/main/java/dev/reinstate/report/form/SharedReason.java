package dev.reinstate.report.form;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import dev.reinstate.plan.Finding;
import dev.reinstate.report.ReportLine;
import dev.reinstate.report.ReportModel;
import dev.reinstate.text.Printable;

/**
 * Repositories that cannot be read for a reason that is none of their own, such as their host's
 * certificate: said once, however many they are.
 *
 * @param findings at least two
 */
record SharedReason(String reason, ImmutableList<Finding.Unreadable> findings) {

  /** In the order of their first repositories. */
  static ImmutableList<SharedReason> of(ReportModel model) {
    ImmutableListMultimap<String, Finding.Unreadable> byReason =
        Multimaps.index(
            model.entries().stream()
                .filter(entry -> entry instanceof ReportLine.Found)
                .map(entry -> ((ReportLine.Found) entry).finding())
                .filter(Finding.Unreadable.class::isInstance)
                .map(Finding.Unreadable.class::cast)
                .toList(),
            Finding.Unreadable::detail);
    return byReason.asMap().entrySet().stream()
        .filter(each -> each.getValue().size() > 1)
        .map(each -> new SharedReason(each.getKey(), ImmutableList.copyOf(each.getValue())))
        .collect(ImmutableList.toImmutableList());
  }

  String line() {
    return Printable.line(
        String.format(
            "%s %s and %,d more: %s",
            findings.getFirst().kind().word(),
            findings.getFirst().where(),
            findings.size() - 1,
            reason));
  }
}
