package dev.reinstate.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PrometheusTextTest {

  @Test
  void labelsAreEscaped() {
    PrometheusText text = new PrometheusText();
    text.metric("m", "gauge", "Help.");
    text.sample("m", ImmutableMap.of("a", "back\\slash \"quote\"\nline", "b", "é"), 1.5);
    assertEquals(
        """
        # HELP m Help.
        # TYPE m gauge
        m{a="back\\\\slash \\"quote\\"\\nline",b="é"} 1.5
        """,
        text.toString());
  }

  @Test
  void bucketsOfAHistogramAddUp() {
    Durations durations = new Durations();
    durations.add(Duration.ofMillis(1));
    durations.add(Duration.ofMillis(2));
    durations.add(Duration.ofSeconds(60));
    PrometheusText text = new PrometheusText();
    durations.write("d", text);
    String lines = text.toString();
    assertEquals(
        """
        d_bucket{le="5.0E-4"} 0
        d_bucket{le="0.001"} 1
        d_bucket{le="0.0025"} 2
        """,
        lines.substring(0, lines.indexOf("d_bucket{le=\"0.005\"}")));
    assertEquals(
        """
        d_bucket{le="30.0"} 2
        d_bucket{le="+Inf"} 3
        d_sum 60.003
        d_count 3
        """,
        lines.substring(lines.indexOf("d_bucket{le=\"30.0\"}")));
  }
}
