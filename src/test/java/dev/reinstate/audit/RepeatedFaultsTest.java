package dev.reinstate.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reinstate.audit.RepeatedFaults.Fault;
import dev.reinstate.audit.rules.Verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepeatedFaultsTest {

  private Instant now = Instant.parse("2026-11-23T02:00:00Z");
  private final RepeatedFaults faults = new RepeatedFaults(() -> now, 3);

  @Test
  void repeatsAreCountedFromTheAlarmOnForAnHour() {
    assertEquals(0, faults.count(fault("a")));
    now = now.plus(Duration.ofMinutes(59));
    assertEquals(1, faults.count(fault("a")));
    assertEquals(2, faults.count(fault("a")));
    now = now.plus(Duration.ofMinutes(1));
    assertEquals(0, faults.count(fault("a")), "once an hour it is an alarm again");
    assertEquals(1, faults.count(fault("a")));
  }

  @Test
  void differentFaultsAreDifferentAlarms() {
    assertEquals(0, faults.count(fault("a")));
    assertEquals(0, faults.count(fault("b")));
    assertEquals(
        0,
        faults.count(
            new Fault(Reason.DELETION, Optional.of("r/a"), Optional.empty(), Optional.of("a"))));
    assertEquals(1, faults.count(fault("a")));
  }

  @Test
  void theOldestIsForgottenAndIsAnAlarmAgain() {
    for (String tag : new String[] {"a", "b", "c", "d"}) {
      assertEquals(0, faults.count(fault(tag)));
    }
    assertEquals(1, faults.count(fault("d")));
    assertEquals(1, faults.count(fault("b")));
    assertEquals(0, faults.count(fault("a")));
  }

  @Test
  void anAlarmThatNobodyHeardIsOneAgain() {
    assertEquals(0, faults.count(fault("a")));
    faults.forget(fault("a"));
    assertEquals(0, faults.count(fault("a")));
    assertEquals(1, faults.count(fault("a")));
  }

  private static Fault fault(String tag) {
    return new Fault(Reason.TAG_MOVED, Optional.of("r/a"), Optional.empty(), Optional.of(tag));
  }
}
