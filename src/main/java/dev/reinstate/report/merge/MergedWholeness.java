package dev.reinstate.report.merge;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.report.RunReport;
import java.util.List;
import java.util.Optional;

/** What several runs say is proven, each of all images when it ended. */
final class MergedWholeness {

  private MergedWholeness() {}

  /** One line; empty when none says anything. */
  static Optional<String> of(List<ResultFile> files) {
    ImmutableSet<String> lines =
        files.stream()
            .flatMap(file -> file.report().whole().stream())
            .collect(ImmutableSet.toImmutableSet());
    ImmutableSet<String> parts =
        lines.size() <= 1
            ? lines
            : files.stream()
                .flatMap(file -> file.report().whole().map(line -> part(file) + line).stream())
                .collect(ImmutableSet.toImmutableSet());
    return RunReport.wholeness(
        parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts)));
  }

  /** What a result's line begins with; empty for a run that was not divided. */
  static String part(ResultFile file) {
    return file.shard().map(shard -> "shard " + shard + ": ").orElse("");
  }
}
