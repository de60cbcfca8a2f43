package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.util.Locale;

/**
 * A {@link GrowthTable} as an SVG: processor time and memory beside each other, and what is what.
 */
final class GrowthPicture {

  private static final int LEFT = 70;
  private static final int TOP = 40;
  private static final int BOTTOM = 60;
  private static final int BETWEEN = 90;
  private static final int LEGEND_WIDTH = 290;
  private static final int LEGEND_LINE = 22;

  private GrowthPicture() {}

  static String of(GrowthTable table) {
    ImmutableList<GrowthChart> charts =
        ImmutableList.of(
            GrowthChart.of(table, "processor time, s", standing -> standing.cpu().median()),
            GrowthChart.of(table, "peak memory, MiB", standing -> standing.peakMib().median()));
    int column = GrowthChart.WIDTH + BETWEEN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"13\">\n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
            LEFT + charts.size() * column + LEGEND_WIDTH,
            TOP + GrowthChart.HEIGHT + BOTTOM));
    for (int i = 0; i < charts.size(); i++) {
      append(svg, LEFT + i * column, charts.get(i).svg());
    }
    append(svg, LEFT + charts.size() * column - BETWEEN / 2, legend(table));
    return svg.append("</svg>\n").toString();
  }

  private static void append(StringBuilder svg, int x, String group) {
    svg.append("<g transform=\"translate(").append(x).append(' ').append(TOP).append(")\">\n");
    svg.append(group).append("</g>\n");
  }

  private static String legend(GrowthTable table) {
    StringBuilder legend = new StringBuilder();
    int y = 0;
    for (GrowthStep step : GrowthStep.values()) {
      if (!table.points(step).isEmpty()) {
        y += LEGEND_LINE;
        legend.append(entry(y, "stroke-width=\"2\" stroke=\"" + step.colour(), step.plain()));
      }
    }
    y += LEGEND_LINE;
    return legend
        .append(entry(y, "stroke-dasharray=\"6 4\" stroke=\"#999999", "linear"))
        .toString();
  }

  private static String entry(int y, String stroke, String text) {
    return String.format(
        Locale.ROOT,
        "<path d=\"M0 %dH28\" %s\"/>\n<text x=\"36\" y=\"%d\">%s</text>\n",
        y,
        stroke,
        y + 4,
        text);
  }
}
