package dev.reinstate.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantityTest {

  @Test
  void readsDurations() {
    assertEquals(Duration.ofHours(2), Quantity.duration("2h"));
    assertEquals(Duration.ofMinutes(36 * 60 + 5), Quantity.duration("1d12h5m"));
    assertEquals(Duration.ofSeconds(45), Quantity.duration("45s"));
  }

  @Test
  void readsSizes() {
    assertEquals(1L << 40, Quantity.bytes("1TiB"));
    assertEquals(1_500_000_000L, Quantity.bytes("1.5GB"));
    assertEquals(512, Quantity.bytes("512"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "h", "-2h", "2 h", "0s", "2H", "2h3", "99999999999h"})
  void refusesOtherDurations(String text) {
    assertThrows(IllegalArgumentException.class, () -> Quantity.duration(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "TiB", "-1", "0", "0GiB", "1 GiB", "1tib", "999999999TiB"})
  void refusesOtherSizes(String text) {
    assertThrows(IllegalArgumentException.class, () -> Quantity.bytes(text));
  }
}
