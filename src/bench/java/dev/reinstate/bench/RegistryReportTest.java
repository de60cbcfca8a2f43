package dev.reinstate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableSortedMap;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What registries say of themselves arrives as it was said. */
final class RegistryReportTest {

  private static final Instant START = Instant.ofEpochSecond(100);

  @Test
  void registriesTellAnotherProcessWhenTheyWereAsked() throws Exception {
    Traffic traffic = new Traffic(ImmutableSortedMap.of("GET", 3L), 20, 30);
    RegistryReport busy =
        new RegistryReport(
            traffic, Optional.of(new Activity(START, START.plusNanos(1_234_567_000))));
    assertEquals(busy, RegistryReport.parse(busy.toJson()));
    RegistryReport idle = new RegistryReport(Traffic.NONE, Optional.empty());
    assertEquals(idle, RegistryReport.parse(idle.toJson()));
  }
}
