package dev.reinstate.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT0.9S, 0 s",
    "PT3.47S, 3 s",
    "PT1M, 1 min",
    "PT36H, 1 d 12 h",
    "P2DT1S, 2 d 1 s",
    "P400DT3H4M5S, 400 d 3 h 4 min 5 s"
  })
  void unitsOfWhichThereAreNoneAreLeftOut(Duration duration, String text) {
    assertEquals(text, DurationText.of(duration));
  }
}
