package dev.reinstate.report.form;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Multimaps;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.plan.Finding;
import dev.reinstate.report.LineMarker;
import dev.reinstate.report.ReportLine;
import dev.reinstate.report.ReportLineText;
import dev.reinstate.report.ReportModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What there is to say of one destination, or in the same words of several.
 *
 * @param destinations sorted
 * @param lines what needs a human first
 */
record Section(ImmutableList<RegistryPrefix> destinations, ImmutableList<Line> lines) {

  /** A line without its mark. */
  record Line(LineMarker mark, String kind, String text) {}

  /**
   * In the order of their first destinations.
   *
   * @param said elsewhere, and left out here
   */
  static ImmutableList<Section> of(ReportModel model, ImmutableList<SharedReason> said) {
    ImmutableSet<Finding> elsewhere =
        said.stream()
            .flatMap(reason -> reason.findings().stream())
            .collect(ImmutableSet.toImmutableSet());
    ImmutableListMultimap<RegistryPrefix, ReportLine> entries =
        Multimaps.index(
            model.entries().stream()
                .filter(entry -> entry.repository().isPresent())
                .filter(
                    entry ->
                        !(entry instanceof ReportLine.Found found
                            && elsewhere.contains(found.finding())))
                .toList(),
            entry -> model.destinations().of(entry.repository().orElseThrow()));
    Map<ImmutableList<Line>, List<RegistryPrefix>> sections = new LinkedHashMap<>();
    new TreeMap<>(entries.asMap())
        .forEach(
            (destination, lines) -> {
              ImmutableList<Line> texts =
                  lines.stream()
                      .map(entry -> line(entry, destination))
                      .collect(ImmutableList.toImmutableList());
              sections.computeIfAbsent(texts, any -> new ArrayList<>()).add(destination);
            });
    return sections.entrySet().stream()
        .map(each -> new Section(ImmutableList.copyOf(each.getValue()), each.getKey()))
        .collect(ImmutableList.toImmutableList());
  }

  private static Line line(ReportLine entry, RegistryPrefix destination) {
    return new Line(LineMarker.of(entry), entry.kind(), ReportLineText.line(entry, destination));
  }

  /** Such as {@code lost 1, restore-image 12}. */
  String counts() {
    Map<String, Long> counts =
        lines.stream()
            .collect(Collectors.groupingBy(Line::kind, LinkedHashMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(count -> count.getKey() + " " + String.format("%,d", count.getValue()))
        .collect(Collectors.joining(", "));
  }
}
