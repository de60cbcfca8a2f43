package dev.reinstate.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whose work is done how often. */
final class SingleFlightTest {

  private final AtomicInteger works = new AtomicInteger();

  private int square(SingleFlight<Integer, Integer, IOException> flights, int key)
      throws IOException {
    return flights.get(
        key,
        () -> {
          works.incrementAndGet();
          return key * key;
        });
  }

  @Test
  void theWorkOfAKeyIsDoneOnceAndAgainWhenItIsForgotten() throws IOException {
    SingleFlight<Integer, Integer, IOException> flights = new SingleFlight<>(IOException.class);
    assertEquals(9, square(flights, 3));
    assertEquals(9, square(flights, 3));
    assertEquals(1, works.get());
    flights.forget(3);
    assertEquals(9, square(flights, 3));
    assertEquals(2, works.get());
  }

  @Test
  void aFailureIsNotRemembered() throws IOException {
    SingleFlight<Integer, Integer, IOException> flights = new SingleFlight<>(IOException.class);
    assertThrows(
        IOException.class,
        () ->
            flights.get(
                3,
                () -> {
                  throw new IOException("not today");
                }));
    assertEquals(9, square(flights, 3));
  }

  @Test
  void whatRemembersSoManyDoesTheWorkOfOthersAgain() {
    SingleFlight<Integer, Integer, IOException> flights = new SingleFlight<>(IOException.class, 10);
    for (int round = 0; round < 2; round++) {
      assertEquals(
          332_833_500,
          IntStream.range(0, 1000)
              .map(
                  key -> {
                    try {
                      return square(flights, key);
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  })
              .sum());
    }
    assertTrue(works.get() >= 1980, () -> works + " of 2000");
  }
}
