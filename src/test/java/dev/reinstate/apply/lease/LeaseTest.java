package dev.reinstate.apply.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.apply.FakeLeaseStore;
import dev.reinstate.apply.FakeLeaseStore.Mishap;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTest {

  private static final LeaseHolder NIGHTLY = new LeaseHolder("nightly, build 7", "run-7");
  private static final LeaseHolder ONCALL = new LeaseHolder("oncall", "run-8");
  private static final Duration NEARLY_OVER = Lease.TERM.minus(Lease.SKEW).minusMillis(1);
  private static final Duration OVER_FOR_ALL = Lease.TERM.plus(Lease.SKEW);

  private final FakeLeaseStore store = new FakeLeaseStore();
  private Instant now = Instant.parse("2026-11-23T02:00:00Z");
  private long nanos;

  @Test
  void anotherRunIsRefusedAndToldWhoHoldsItAndUntilWhen() throws Exception {
    acquire(NIGHTLY).check();
    assertEquals(
        "another run is at work: nightly, build 7 holds the-lease until 2026-11-23T02:05:00Z;"
            + " wait for it, or for that time if it has died",
        assertThrows(LeaseHeldException.class, () -> acquire(ONCALL)).getMessage());
  }

  @Test
  void twoRunsOfOneNameAreTwo() throws Exception {
    acquire(NIGHTLY).check();
    LeaseHolder namesake = new LeaseHolder(NIGHTLY.name(), "run-9");
    assertThrows(LeaseHeldException.class, () -> acquire(namesake));
  }

  @Test
  void nobodyWritesBetweenOneHolderAndTheNext() throws Exception {
    Lease first = acquire(NIGHTLY);
    pass(NEARLY_OVER);
    first.check();
    pass(Duration.ofMillis(1));
    assertLost(first);
    assertThrows(LeaseHeldException.class, () -> acquire(ONCALL));
    pass(Lease.SKEW.multipliedBy(2).minusMillis(1));
    assertThrows(LeaseHeldException.class, () -> acquire(ONCALL));
    pass(Duration.ofMillis(1));
    acquire(ONCALL).check();
    assertLost(first);
  }

  @Test
  void aRenewalStartsTheTermAnew() throws Exception {
    Lease lease = acquire(NIGHTLY);
    for (int i = 0; i < 3; i++) {
      pass(NEARLY_OVER);
      lease.renew();
      lease.check();
      assertThrows(LeaseHeldException.class, () -> acquire(ONCALL));
    }
  }

  @ParameterizedTest
  @EnumSource(Mishap.class)
  void whateverHappensToARenewalTheNextOneHoldsTheLease(Mishap mishap) throws Exception {
    Lease lease = acquire(NIGHTLY);
    pass(Lease.TERM.dividedBy(3));
    store.next(mishap);
    renewIfPossible(lease);
    lease.check();
    pass(Lease.TERM.dividedBy(3));
    lease.renew();
    pass(NEARLY_OVER);
    lease.check();
    assertThrows(LeaseHeldException.class, () -> acquire(ONCALL));
  }

  @Test
  void aLostAnswerFollowedByAnotherLosesNothing() throws Exception {
    Lease lease = acquire(NIGHTLY);
    pass(Lease.TERM.dividedBy(3));
    store.next(Mishap.LOST_ANSWER);
    assertThrows(IOException.class, lease::renew);
    pass(Duration.ofSeconds(1));
    store.next(Mishap.LOST_ANSWER_ASKED_AGAIN);
    lease.renew();
    lease.renew();
    lease.check();
  }

  @Test
  void takingIsNotUndoneByALostAnswer() throws Exception {
    store.next(Mishap.LOST_ANSWER_ASKED_AGAIN);
    acquire(NIGHTLY).check();
    pass(OVER_FOR_ALL);
    store.next(Mishap.LOST_ANSWER_ASKED_AGAIN);
    acquire(ONCALL).check();
  }

  @Test
  void aPlaceOutOfReachIsLostOnlyWithTheTerm() throws Exception {
    Lease lease = acquire(NIGHTLY);
    store.reachable(false);
    pass(NEARLY_OVER);
    assertThrows(IOException.class, lease::renew);
    lease.check();
    pass(Duration.ofMillis(1));
    assertLost(lease);
    store.reachable(true);
    lease.renew();
    lease.check();
  }

  @Test
  void aLeaseThatSomebodyElseTookIsNeitherRenewedNorGivenBack() throws Exception {
    Lease first = acquire(NIGHTLY);
    pass(OVER_FOR_ALL);
    Lease second = acquire(ONCALL);
    first.renew();
    assertLost(first);
    first.close();
    second.check();
    assertThrows(LeaseHeldException.class, () -> acquire(NIGHTLY));
  }

  @ParameterizedTest
  @EnumSource(Mishap.class)
  void closingLetsTheNextInAtOnceOrAtTheEndOfTheTerm(Mishap mishap) throws Exception {
    Lease lease = acquire(NIGHTLY);
    store.next(mishap);
    lease.close();
    assertLost(lease);
    if (mishap == Mishap.LOST_REQUEST) {
      assertThrows(LeaseHeldException.class, () -> acquire(ONCALL));
      pass(OVER_FOR_ALL);
    }
    acquire(ONCALL).check();
  }

  @Test
  void closingLetsInARunWhoseClockIsSlow() throws Exception {
    acquire(NIGHTLY).close();
    pass(Duration.ofHours(-1));
    acquire(ONCALL).check();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "registries:\n- name: gcr.io/prod\n",
        "[]",
        "{\"expires\": \"2020-01-01T00:00:00Z\"}",
        "{\"holder\": \"me\", \"run\": \"1\", \"expires\": \"soon\"}"
      })
  void whatIsNotALeaseIsLeftAlone(String content) throws IOException {
    store.overwrite(content);
    IOException refused = assertThrows(IOException.class, () -> acquire(ONCALL));
    assertTrue(refused.getMessage().startsWith("the-lease is not a lease"), refused.getMessage());
    assertEquals(content, store.read().orElseThrow().content());
  }

  @Test
  void aLeaseThatBecameSomethingElseIsNotGivenBack() throws Exception {
    Lease lease = acquire(NIGHTLY);
    store.overwrite("something else");
    assertThrows(IOException.class, lease::renew);
    lease.close();
    assertEquals("something else", store.read().orElseThrow().content());
  }

  @CanIgnoreReturnValue
  private Lease acquire(LeaseHolder holder) throws IOException, LeaseHeldException {
    return Lease.acquire(store, holder, new LeaseTime(() -> now, () -> nanos, this::pass));
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += Math.max(0, time.toNanos());
  }

  private static void renewIfPossible(Lease lease) {
    try {
      lease.renew();
    } catch (IOException e) {
      assertEquals("connection reset", e.getMessage());
    }
  }

  private static void assertLost(Lease lease) {
    IOException lost = assertThrows(IOException.class, lease::check);
    assertTrue(lost.getMessage().startsWith("the lease the-lease is lost"), lost.getMessage());
  }
}
