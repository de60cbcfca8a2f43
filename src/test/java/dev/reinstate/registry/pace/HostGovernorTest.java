package dev.reinstate.registry.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.registry.pace.HostGovernor.Signal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The governor by itself, and against a simulated host in simulated time. */
final class HostGovernorTest {

  private static final HostLimits UNLIMITED = new HostLimits(64, Double.POSITIVE_INFINITY);
  private static final Optional<Duration> NOT_SAID = Optional.empty();

  @ParameterizedTest
  @CsvSource({
    // quota, burst, milliseconds an answer takes
    "83, 83, 20",
    "83, 83, 200",
    "83, 5000, 20",
    "83, 20, 20",
    "83, 20, 200",
    "1000, 1000, 20"
  })
  void quotaIsUsedUpAndRarelyExceeded(double quota, int burst, int latency) {
    int items = (int) (quota * 60) + burst;
    SimulatedHost host = new SimulatedHost(new HostGovernor(UNLIMITED, 0), quota, burst, latency);
    host.finish(items);

    double share = (double) host.refusals() / (items + host.refusals());
    assertTrue(share <= 0.05, () -> share + " of the requests were refused");
    double stretch = host.seconds() / (items / quota);
    assertTrue(stretch <= 1.3, () -> "took " + stretch + " of the time the quota allows");
  }

  @Test
  void quotaOfAMinuteThatIsUsedUpIsWaitedOutWithFewRequests() {
    HostGovernor governor = new HostGovernor(UNLIMITED, 0);
    long now = 0;
    int refused = 0;
    for (; now < seconds(60); refused++) {
      now += Math.max(0, governor.delay(now));
      governor.end(governor.start(now), Signal.THROTTLED, NOT_SAID, now);
    }
    assertTrue(refused <= 10, refused + " requests");
    assertTrue(now < seconds(130), now + " nanoseconds");
  }

  @Test
  void requestsRefusedTogetherAreOneEvent() {
    HostGovernor governor = new HostGovernor(UNLIMITED, 0);
    long[] started = new long[64];
    for (int i = 0; i < started.length; i++) {
      started[i] = governor.start(0);
    }
    assertTrue(governor.isFull());
    for (long each : started) {
      governor.end(each, Signal.THROTTLED, NOT_SAID, 0);
    }
    assertEquals(Duration.ofMillis(250).toNanos(), governor.delay(0));
    for (int i = 0; i < 32; i++) {
      assertFalse(governor.isFull(), "half of the concurrency is left");
      long unused = governor.start(seconds(1));
    }
    assertTrue(governor.isFull());
  }

  @Test
  void hostIsLeftAloneForAsLongAsItSays() {
    HostGovernor governor = new HostGovernor(UNLIMITED, 0);
    long first = governor.start(0);
    long second = governor.start(0);
    governor.end(first, Signal.OVERLOADED, Optional.of(Duration.ofSeconds(3)), 0);
    assertEquals(seconds(3), governor.delay(0));
    governor.end(second, Signal.THROTTLED, Optional.of(Duration.ofSeconds(7)), seconds(1));
    assertEquals(seconds(7), governor.delay(seconds(1)));
  }

  @Test
  void overloadHalvesConcurrencyAndSuccessBringsItBack() {
    HostGovernor governor = new HostGovernor(new HostLimits(4, Double.POSITIVE_INFINITY), 0);
    governor.end(governor.start(0), Signal.OVERLOADED, NOT_SAID, 0);
    governor.end(governor.start(0), Signal.OVERLOADED, NOT_SAID, 0);
    governor.end(governor.start(0), Signal.OVERLOADED, NOT_SAID, 0);
    assertFalse(governor.isFull(), "one is always let through");
    for (int i = 0; i < 20; i++) {
      governor.end(governor.start(0), Signal.ACCEPTED, NOT_SAID, 0);
    }
    for (int i = 0; i < 4; i++) {
      assertFalse(governor.isFull());
      long unused = governor.start(0);
    }
    assertTrue(governor.isFull());
  }

  @Test
  void googlesHostsStartWithinTheirKnownQuotas() {
    Limits limits = Limits.atOnce(64);
    assertEquals(80, limits.of("us-central1-docker.pkg.dev").rate());
    assertEquals(200, limits.withRate(200).of("us.gcr.io").rate());
    assertEquals(Double.POSITIVE_INFINITY, limits.of("registry.example").rate());
  }

  @Test
  void startsAreSpreadOverTime() {
    HostGovernor governor = new HostGovernor(new HostLimits(64, 80), 0);
    long now = 0;
    for (int i = 0; i < 801; i++) {
      now += Math.max(0, governor.delay(now));
      governor.end(governor.start(now), Signal.ACCEPTED, NOT_SAID, now);
    }
    assertTrue(now >= seconds(9.8) && now <= seconds(10), now + " nanoseconds for 801 requests");
  }

  private static long seconds(double seconds) {
    return (long) (seconds * 1e9);
  }
}
