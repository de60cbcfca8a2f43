package dev.reinstate.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.audit.rules.RegistryEvent;
import dev.reinstate.audit.rules.Verdict;
import dev.reinstate.image.Repository;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HealerTest {

  private static final Repository APP = Repository.parse("us.example/prod/app");
  private static final Repository LIB = Repository.parse("us.example/prod/lib");
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<Repository> repaired = new CopyOnWriteArrayList<>();
  private final Semaphore begun = new Semaphore(0);
  private final Semaphore mayEnd = new Semaphore(0);
  private final Healer healer =
      new Healer(
          repository -> {
            repaired.add(repository);
            begun.release();
            mayEnd.acquireUninterruptibly();
            if (repository.equals(LIB)) {
              throw new IllegalStateException("a fault");
            }
          });

  @AfterEach
  void stop() {
    mayEnd.release(100);
    healer.close();
  }

  @Test
  void whatIsRejectedWhileItWaitsIsRepairedOnceAndWhileItIsRepairedOnceMore() throws Exception {
    healer.judged(rejected(LIB));
    assertTrue(begun.tryAcquire(20, TimeUnit.SECONDS));
    for (int i = 0; i < 5; i++) {
      healer.judged(rejected(APP));
      healer.judged(rejected(LIB));
    }
    mayEnd.release(3);
    assertTrue(begun.tryAcquire(2, 20, TimeUnit.SECONDS));
    assertTrue(healer.drain(LONG));
    assertEquals(List.of(LIB, APP, LIB), repaired);
  }

  @Test
  void whatIsNoRejectionRepairsNothing() throws Exception {
    healer.judged(judged(APP, new Verdict.Verified("fine")));
    healer.judged(judged(APP, new Verdict.Noted("whatever")));
    assertTrue(healer.drain(LONG));
    assertEquals(List.of(), repaired);
  }

  @Test
  void drainingWaitsForTheRepairAtWorkAndBeginsNoOther() throws Exception {
    healer.judged(rejected(APP));
    assertTrue(begun.tryAcquire(20, TimeUnit.SECONDS));
    healer.judged(rejected(LIB));
    assertFalse(healer.drain(Duration.ofMillis(50)));
    healer.judged(rejected(LIB));
    mayEnd.release();
    assertTrue(healer.drain(LONG));
    assertEquals(List.of(APP), repaired);
  }

  private static AuditRecord rejected(Repository repository) {
    return judged(
        repository,
        new Verdict.Rejected(Verdict.Reason.UNKNOWN_TAG, "no", Optional.empty(), Optional.empty()));
  }

  private static AuditRecord judged(Repository repository, Verdict verdict) {
    return new AuditRecord(
        new Delivery("1", Instant.EPOCH, new byte[0], Optional.empty()),
        Optional.of(
            new RegistryEvent(
                RegistryEvent.Action.DELETE, repository, Optional.empty(), Optional.of("v1"))),
        "",
        verdict,
        ImmutableMap.of(),
        Optional.empty(),
        0);
  }
}
