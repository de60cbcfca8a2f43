package dev.reinstate.bench;

import com.google.common.math.Quantiles;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;

/** What several rounds of the same showed; never of none. */
record Spread(double median, double min, double max) {

  static Spread of(Collection<Double> values) {
    return new Spread(
        Quantiles.median().compute(values), Collections.min(values), Collections.max(values));
  }

  /** How many times as much this is, median by median. */
  double ratioTo(Spread other) {
    return median / other.median;
  }

  @Override
  public String toString() {
    return min == max
        ? number(median)
        : number(median) + " (" + number(min) + "-" + number(max) + ")";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
  }
}
