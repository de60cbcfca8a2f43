package dev.reinstate.apply.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.FakeLeaseStore;
import dev.reinstate.concurrent.StopSignal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LiveShardsTest {

  private static final LeaseHolder SIBLING = new LeaseHolder("shard 1", "run-1");

  private final FakeLeaseStore one = new FakeLeaseStore();
  private final FakeLeaseStore two = new FakeLeaseStore();
  private Instant now = Instant.parse("2026-11-23T02:00:00Z");
  private long nanos;
  private final LeaseTime time = new LeaseTime(() -> now, () -> nanos, pause -> {});
  private final StopSignal stop = new StopSignal();
  private final LiveShards shards = LiveShards.among(ImmutableList.of(one, two), time, stop);

  @AfterEach
  void close() {
    shards.close();
  }

  @Test
  void takesItsPartOfAllUntilTheOthersCanHaveSeenIt() {
    assertEquals(1.0 / 3, shards.part());
  }

  @Test
  void sharesWithThoseThatRun() throws Exception {
    shards.look();
    assertEquals(1, shards.part());
    try (Lease lease = Lease.acquire(one, SIBLING, time)) {
      lease.check();
      shards.look();
      assertEquals(1.0 / 2, shards.part());
    }
    shards.look();
    assertEquals(1, shards.part());
  }

  @Test
  void countsWhoDiedUntilItsLeaseHasExpired() throws Exception {
    Lease.acquire(one, SIBLING, time).check();
    pass(Lease.TERM.plus(Lease.SKEW).minusSeconds(1));
    shards.look();
    assertEquals(1.0 / 2, shards.part());
    pass(Duration.ofSeconds(1));
    shards.look();
    assertEquals(1, shards.part());
  }

  @Test
  void countsWhoseLeaseCannotBeRead() {
    one.reachable(false);
    two.overwrite("no lease");
    shards.look();
    assertEquals(1.0 / 3, shards.part());
  }

  @Test
  void whatWasSeenLongAgoSaysNothing() {
    shards.look();
    pass(Duration.ofSeconds(20));
    assertEquals(1, shards.part());
    pass(Duration.ofMillis(1));
    assertEquals(1.0 / 3, shards.part());
  }

  @Test
  void looksNoMoreOnceTheRunIsStopped() throws Exception {
    try (Lease lease = Lease.acquire(one, SIBLING, time)) {
      lease.check();
      shards.look();
    }
    stop.request();
    shards.look();
    assertEquals(1.0 / 2, shards.part());
  }

  private void pass(Duration duration) {
    now = now.plus(duration);
    nanos += duration.toNanos();
  }
}
