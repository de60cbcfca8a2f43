package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterables;
import java.util.Locale;
import java.util.Map;

/**
 * What each kind of work took over universes of several sizes.
 *
 * @param edges by the number of regions
 */
record GrowthTable(ImmutableSortedMap<Integer, Long> edges, Standings standings) {

  /** Timers and neighbours make no difference as large. */
  private static final double LINEAR = 1.1;

  /** One kind of work over one universe. */
  record Point(long edges, Standing standing) {}

  /** Those that came to a result, the smallest universe first. */
  ImmutableList<Point> points(GrowthStep step) {
    ImmutableList.Builder<Point> points = ImmutableList.builder();
    for (Map.Entry<Integer, Long> size : edges.entrySet()) {
      standings
          .find(step.over(size.getKey()))
          .ifPresent(standing -> points.add(new Point(size.getValue(), standing)));
    }
    return points.build();
  }

  /** As Markdown: wall and processor time, peak of memory, requests. */
  ImmutableList<String> lines() {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    StringBuilder head = new StringBuilder("| work |");
    edges.forEach(
        (regions, count) ->
            head.append(String.format(Locale.ROOT, " %,d edges, %d regions |", count, regions)));
    lines.add(head + " exponent |");
    lines.add("|---".repeat(edges.size() + 2) + "|");
    for (GrowthStep step : GrowthStep.values()) {
      StringBuilder line = new StringBuilder("| " + step + " |");
      edges.keySet().forEach(regions -> line.append(' ').append(cell(step, regions)).append(" |"));
      lines.add(line + " " + exponent(step) + " |");
    }
    return lines.build();
  }

  private String cell(GrowthStep step, int regions) {
    return standings
        .find(step.over(regions))
        .map(
            found ->
                String.format(
                        Locale.ROOT,
                        "%.1f s (%.1f), %.0f MiB",
                        found.wall().median(),
                        found.cpu().median(),
                        found.peakMib().median())
                    + requests(found.totalTraffic().total()))
        .orElse("no result");
  }

  private static String requests(long count) {
    return count == 0 ? "" : String.format(Locale.ROOT, ", %,d requests", count);
  }

  private String exponent(GrowthStep step) {
    ImmutableList<Point> points = points(step);
    return points.size() < 2 ? "" : String.format(Locale.ROOT, "%.2f", exponent(points));
  }

  /** Of processor time from the second largest universe to the largest; 1 is linear. */
  private static double exponent(ImmutableList<Point> points) {
    Point largest = Iterables.getLast(points);
    Point before = points.get(points.size() - 2);
    return Math.log(largest.standing().cpu().ratioTo(before.standing().cpu()))
        / Math.log((double) largest.edges() / before.edges());
  }

  /** That nothing grows faster than the universe. */
  ImmutableList<Target> targets() {
    ImmutableList.Builder<Target> targets = ImmutableList.builder();
    for (GrowthStep step : GrowthStep.values()) {
      ImmutableList<Point> points = points(step);
      if (points.size() > 1) {
        targets.add(Target.atMost(LINEAR, "as exponent of " + step.plain(), exponent(points)));
      }
    }
    return targets.build();
  }
}
