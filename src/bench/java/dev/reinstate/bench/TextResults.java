package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Results for people. */
final class TextResults {

  private static final double MIB = 1 << 20;

  private final PrintStream out;

  TextResults(PrintStream out) {
    this.out = out;
  }

  void print(WorkloadResult result) {
    out.println();
    out.println(result.workload() + ": " + result.title());
    TextTable table = new TextTable();
    table.row(
        ImmutableList.of(
            "",
            "wall s",
            "CPU s",
            "peak MiB",
            "registry CPU s",
            result.insideMeans() + " s",
            "requests",
            "MiB down",
            "MiB up",
            "rounds",
            "× reinstate"));
    Standings standings = result.standings();
    standings.all().forEach(standing -> table.row(row(standings, standing)));
    table.lines().forEach(line -> out.println("  " + line));
    standings.all().stream()
        .filter(standing -> standing.totalTraffic().total() > 0)
        .forEach(standing -> out.println("  " + methods(standing)));
    result.remarks().forEach(remark -> out.println("  " + remark));
    result.targets().forEach(target -> out.println("  " + target));
    result.profile().stream()
        .flatMap(profile -> profile.lines().stream())
        .forEach(line -> out.println("  " + line));
    result.floor().ifPresent(floor -> print(floor, result.targets()));
  }

  private void print(Floor floor, List<Target> targets) {
    out.println("  " + floor);
    for (Target target : targets) {
      if (!target.met()) {
        target.wallSeconds().stream()
            .mapToObj(seconds -> floor.verdict(target, seconds))
            .forEach(line -> out.println("  " + line));
      }
    }
  }

  private static List<String> row(Standings standings, Standing standing) {
    List<String> cells = new ArrayList<>();
    cells.add(standing.contender());
    if (!standing.ran()) {
      cells.add(standing.out().orElse("no result"));
      return cells;
    }
    Traffic traffic = standing.totalTraffic();
    cells.add(standing.wall().toString());
    cells.add(standing.cpu().toString());
    cells.add(whole(standing.peakMib().median()));
    cells.add(standing.registryCpu().toString());
    cells.add(standing.inside().map(Spread::toString).orElse("-"));
    cells.add(String.format(Locale.ROOT, "%,d", traffic.total()));
    cells.add(String.format(Locale.ROOT, "%,.1f", traffic.sent() / MIB));
    cells.add(String.format(Locale.ROOT, "%,.1f", traffic.received() / MIB));
    cells.add(String.valueOf(standing.samples().size()));
    cells.add(
        standings.reinstate().ran()
            ? String.format(
                Locale.ROOT, "%.2f", standing.wall().ratioTo(standings.reinstate().wall()))
            : "-");
    return cells;
  }

  private static String methods(Standing standing) {
    return standing.totalTraffic().requests().entrySet().stream()
        .map(TextResults::method)
        .collect(Collectors.joining(", ", standing.contender() + ": ", ""));
  }

  private static String method(Map.Entry<String, Long> method) {
    return String.format(Locale.ROOT, "%s %,d", method.getKey(), method.getValue());
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
