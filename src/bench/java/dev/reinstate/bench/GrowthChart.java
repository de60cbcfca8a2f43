package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One measure of each kind of work against the edges of the universe, as a group of SVG. Both axes
 * are logarithmic, so that what grows as the universe does is parallel to the dashed line.
 */
record GrowthChart(
    GrowthTable table, String title, ToDoubleFunction<Standing> measure, Axis across, Axis up) {

  static final int WIDTH = 400;
  static final int HEIGHT = 320;

  /** Powers of ten over so many pixels. */
  private record Axis(int from, int to, int pixels) {

    static Axis of(Iterable<Double> values, int pixels) {
      double least = Double.MAX_VALUE;
      double most = 0;
      for (double value : values) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      int from = (int) Math.floor(Math.log10(least));
      return new Axis(from, Math.max(from + 1, (int) Math.ceil(Math.log10(most))), pixels);
    }

    double at(double value) {
      return pixels * (Math.log10(value) - from) / (to - from);
    }
  }

  static GrowthChart of(GrowthTable table, String title, ToDoubleFunction<Standing> measure) {
    ImmutableList.Builder<Double> edges = ImmutableList.builder();
    ImmutableList.Builder<Double> measured = ImmutableList.builder();
    for (GrowthStep step : GrowthStep.values()) {
      for (GrowthTable.Point point : table.points(step)) {
        edges.add((double) point.edges());
        measured.add(measure.applyAsDouble(point.standing()));
      }
    }
    return new GrowthChart(
        table, title, measure, Axis.of(edges.build(), WIDTH), Axis.of(measured.build(), HEIGHT));
  }

  /** The group, its upper left corner at the origin. */
  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(text(WIDTH / 2.0, -14, "middle", title));
    svg.append(text(WIDTH / 2.0, HEIGHT + 36, "middle", "edges"));
    for (int power = across.from(); power <= across.to(); power++) {
      double x = across.at(Math.pow(10, power));
      svg.append(element("<path d=\"M%.1f 0V%d\" stroke=\"#dddddd\"/>", x, HEIGHT));
      svg.append(text(x, HEIGHT + 18, "middle", number(power)));
    }
    for (int power = up.from(); power <= up.to(); power++) {
      double y = y(Math.pow(10, power));
      svg.append(element("<path d=\"M0 %.1fH%d\" stroke=\"#dddddd\"/>", y, WIDTH));
      svg.append(text(-6, y + 4, "end", number(power)));
    }
    svg.append(linear());
    for (GrowthStep step : GrowthStep.values()) {
      svg.append(line(step));
    }
    return svg.toString();
  }

  /** From the lower left corner until it leaves the chart. */
  private String linear() {
    int powers = Math.min(across.to() - across.from(), up.to() - up.from());
    return element(
        "<path d=\"M0 %d L%.1f %.1f\" stroke=\"#999999\" stroke-dasharray=\"6 4\" fill=\"none\"/>",
        HEIGHT,
        across.at(Math.pow(10, across.from() + powers)),
        y(Math.pow(10, up.from() + powers)));
  }

  private String line(GrowthStep step) {
    StringBuilder points = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    for (GrowthTable.Point point : table.points(step)) {
      double x = across.at((double) point.edges());
      double y = y(measure.applyAsDouble(point.standing()));
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      dots.append(
          element("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, step.colour()));
    }
    return element(
            "<polyline points=\"%s\" stroke=\"%s\" stroke-width=\"2\" fill=\"none\"/>",
            points.toString().strip(), step.colour())
        + dots;
  }

  private double y(double value) {
    return HEIGHT - up.at(value);
  }

  private static String number(int power) {
    return power < 0
        ? String.format(Locale.ROOT, "%." + -power + "f", Math.pow(10, power))
        : String.format(Locale.ROOT, "%,.0f", Math.pow(10, power));
  }

  private static String text(double x, double y, String anchor, String text) {
    return element("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, text);
  }

  @FormatMethod
  private static String element(String format, Object... values) {
    return String.format(Locale.ROOT, format, values) + "\n";
  }
}
