package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results as a table for a page: medians, processor time in brackets, requests. */
final class PageResults {

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("work", "Reinstate", "others", "aimed at");

  private PageResults() {}

  /** TLS first, as production speaks it. */
  static void print(List<WorkloadResult> results, PrintStream out) {
    out.println(line(COLUMNS));
    out.println("|---".repeat(COLUMNS.size()) + "|");
    results.stream()
        .sorted(Comparator.comparing(result -> !Workloads.find(result.workload()).needsFront()))
        .forEach(result -> out.println(row(result)));
  }

  static String row(WorkloadResult result) {
    ImmutableList<Standing> all = result.standings().all();
    return line(
        ImmutableList.of(
            "`" + result.workload() + "`: " + result.title(),
            cell(all.getFirst()),
            all.stream()
                .skip(1)
                .map(each -> each.contender() + " " + cell(each))
                .collect(Collectors.joining("; ")),
            result.targets().stream().map(PageResults::cell).collect(Collectors.joining("; "))));
  }

  private static String cell(Standing standing) {
    if (!standing.ran()) {
      return "no result";
    }
    String times =
        String.format(
            Locale.ROOT, "%.2f s (%.2f)", standing.wall().median(), standing.cpu().median());
    long requests = standing.totalTraffic().total();
    return requests == 0 ? times : times + String.format(Locale.ROOT, ", %,d requests", requests);
  }

  private static String cell(Target target) {
    return String.format(
        Locale.ROOT,
        "%.2f %s: %s, %.2f",
        target.bound(),
        target.what(),
        target.met() ? "met" : "missed",
        target.measured());
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
