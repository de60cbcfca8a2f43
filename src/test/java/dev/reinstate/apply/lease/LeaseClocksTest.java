package dev.reinstate.apply.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.apply.FakeLeaseStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines whose clocks are off by years, or jump, and one place that keeps a lease. */
class LeaseClocksTest {

  private static final LeaseHolder OURS = new LeaseHolder("ours", "run-1");
  private static final LeaseHolder THEIRS = new LeaseHolder("theirs", "run-2");
  private static final Duration ALL = Lease.TERM.plus(Lease.SKEW);
  private static final Duration YEAR = Duration.ofDays(365);

  private final FakeLeaseStore store = new FakeLeaseStore();
  private final Instant start = Instant.parse("2026-11-23T02:00:00Z");
  private Duration passed = Duration.ZERO;
  private Runnable whilePausing = () -> {};

  @Test
  void aLeaseThatEndsInAYearIsTakenWhenItWasNotRenewedForATerm() throws Exception {
    store.keepsTime(() -> Optional.of(now()));
    acquire(THEIRS, YEAR).check();
    String said =
        assertThrows(LeaseHeldException.class, () -> acquire(OURS, Duration.ZERO)).getMessage();
    assertTrue(said.contains("says until 2027-11-23T02:05:00Z"), said);
    assertTrue(said.contains("a run in 331 seconds takes it"), said);
    pass(ALL.minusMillis(1));
    assertThrows(LeaseHeldException.class, () -> acquire(OURS, Duration.ZERO));
    pass(Duration.ofMillis(1));
    acquire(OURS, Duration.ZERO).check();
  }

  @ParameterizedTest
  @ValueSource(ints = {-365, -1, 365})
  void aHolderWhoseClockIsOffIsNotDisturbedWhileItRenews(int days) throws Exception {
    store.keepsTime(() -> Optional.of(now()));
    Lease lease = acquire(THEIRS, Duration.ofDays(days));
    for (int i = 0; i < 10; i++) {
      pass(Lease.TERM.dividedBy(4));
      lease.renew();
      lease.check();
      assertThrows(LeaseHeldException.class, () -> acquire(OURS, Duration.ZERO));
    }
  }

  @Test
  void whereNothingTellsWhenItWasWrittenARunLooksOnForATerm() throws Exception {
    acquire(THEIRS, YEAR).check();
    acquire(OURS, Duration.ZERO).check();
    assertEquals(ALL, passed);
  }

  @Test
  void aPlaceWhoseClockWasAheadTooIsNotBelieved() throws Exception {
    store.keepsTime(() -> Optional.of(now().plus(YEAR)));
    acquire(THEIRS, YEAR).check();
    store.keepsTime(() -> Optional.of(now()));
    acquire(OURS, Duration.ZERO).check();
    assertEquals(ALL, passed);
  }

  @Test
  void aRenewalThatIsSeenEndsTheLooking() throws Exception {
    Lease lease = acquire(THEIRS, YEAR);
    whilePausing =
        () -> {
          if (passed.compareTo(Duration.ofMinutes(1)) > 0) {
            renew(lease);
          }
        };
    String said =
        assertThrows(LeaseHeldException.class, () -> acquire(OURS, Duration.ZERO)).getMessage();
    assertTrue(said.contains("renewed it while this run looked on"), said);
    assertEquals(Duration.ofSeconds(65), passed);
    lease.check();
  }

  @Test
  void theFarthestTimeThereIsIsNoObstacle() throws Exception {
    store.overwrite(new LeaseRecord(THEIRS, Instant.MAX).toJson());
    acquire(OURS, Duration.ZERO).check();
    store.overwrite(new LeaseRecord(THEIRS, Instant.MIN).toJson());
    acquire(OURS, Duration.ZERO).check();
  }

  @Test
  void ourOwnClockThatIsAheadTakesNothingFromALivingRun() throws Exception {
    store.keepsTime(() -> Optional.of(now()));
    acquire(THEIRS, Duration.ZERO).check();
    pass(Duration.ofMinutes(4));
    assertThrows(LeaseHeldException.class, () -> acquire(OURS, YEAR));
    pass(ALL);
    acquire(OURS, YEAR).check();
  }

  @Test
  void aClockThatJumpsBackDoesNotProlongTheTerm() throws Exception {
    Duration[] off = {Duration.ZERO};
    Lease lease = acquire(OURS, off);
    lease.check();
    off[0] = YEAR.negated();
    lease.check();
    pass(Lease.TERM.minus(Lease.SKEW));
    assertThrows(IOException.class, lease::check);
  }

  @Test
  void aClockThatJumpsForwardStopsTheRunUntilItRenews() throws Exception {
    Duration[] off = {Duration.ZERO};
    Lease lease = acquire(OURS, off);
    off[0] = YEAR;
    assertThrows(IOException.class, lease::check);
    lease.renew();
    lease.check();
  }

  /** Six machines, each clock off by years or set meanwhile, for a day. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverDoTwoRunsWriteAtOnceAndNeverIsThePlaceBlockedForLong(long seed) throws Exception {
    Random random = new Random(seed);
    store.keepsTime(() -> Optional.of(now()));
    List<Duration[]> clocks = new ArrayList<>();
    List<Optional<Lease>> leases = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clocks.add(new Duration[] {off(random, i)});
      leases.add(Optional.empty());
    }
    int taken = 0;
    Duration idle = Duration.ZERO;
    for (int step = 0; step < 8640; step++) {
      Duration tick = Duration.ofSeconds(10);
      pass(tick);
      int machine = random.nextInt(clocks.size());
      if (random.nextInt(200) == 0) {
        clocks.get(machine)[0] = off(random, machine);
      }
      if (leases.get(machine).isEmpty()) {
        leases.set(
            machine, tryAcquire(new LeaseHolder("m" + machine, "r" + step), clocks, machine));
        taken += leases.get(machine).isPresent() ? 1 : 0;
      } else if (random.nextInt(30) == 0) {
        // It dies, or ends.
        if (random.nextBoolean()) {
          leases.get(machine).get().close();
        }
        leases.set(machine, Optional.empty());
      }
      if (step % 7 == 0) {
        leases.forEach(lease -> lease.ifPresent(LeaseClocksTest::renew));
      }
      long writers = leases.stream().flatMap(Optional::stream).filter(this::writes).count();
      assertTrue(writers <= 1, writers + " at once after " + passed);
      idle = writers == 0 ? idle.plus(tick) : Duration.ZERO;
      assertFalse(idle.compareTo(Duration.ofHours(1)) > 0, "blocked since " + idle);
    }
    assertTrue(taken > 20, "taken " + taken + " times");
  }

  /** The first machine's clock is right. */
  private static Duration off(Random random, int machine) {
    return machine == 0
        ? Duration.ZERO
        : switch (random.nextInt(4)) {
          case 0 -> Duration.ofSeconds(random.nextInt(-20, 20));
          case 1 -> Duration.ofMinutes(random.nextInt(-20, 20));
          case 2 -> Duration.ofDays(random.nextInt(1, 20_000));
          default -> Duration.ofDays(-random.nextInt(1, 20_000));
        };
  }

  private Optional<Lease> tryAcquire(LeaseHolder holder, List<Duration[]> clocks, int machine)
      throws IOException {
    try {
      return Optional.of(acquire(holder, clocks.get(machine)));
    } catch (LeaseHeldException e) {
      return Optional.empty();
    }
  }

  private boolean writes(Lease lease) {
    try {
      lease.check();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void renew(Lease lease) {
    try {
      lease.renew();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @CanIgnoreReturnValue
  private Lease acquire(LeaseHolder holder, Duration... off)
      throws IOException, LeaseHeldException {
    return Lease.acquire(
        store,
        holder,
        new LeaseTime(
            () -> now().plus(off[0]),
            () -> passed.toNanos(),
            pause -> {
              pass(pause);
              whilePausing.run();
            }));
  }

  private Instant now() {
    return start.plus(passed);
  }

  private void pass(Duration time) {
    passed = passed.plus(time);
  }
}
