package dev.reinstate.audit.followed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.audit.SaidByLoggers;
import dev.reinstate.concurrent.Waiters;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.snapshot.MergeBase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What events are judged by while manifests change, are wrong, or are not to be had. */
@Timeout(60)
final class ReferenceStateRefresherTest {

  private final SaidByLoggers said = new SaidByLoggers();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger snapshots = new AtomicInteger();
  private volatile Instant now = Instant.parse("2026-11-23T02:00:00Z");
  private volatile DesiredState desired = state("one.example");
  private volatile String commit = "c1";
  private volatile ImmutableList<String> problems = ImmutableList.of();
  private volatile Optional<IOException> failure = Optional.empty();
  private volatile Optional<IOException> snapshotFailure = Optional.empty();
  private ReferenceStateRefresher keeper = keeper(false);

  @AfterEach
  void stop() {
    keeper.close();
    said.close();
  }

  @Test
  void isLookedAtInTheBackgroundWhileThereAreEvents() throws Exception {
    assertEquals(Optional.of("c1"), keeper.current().commit());
    commit = "c2";
    pass(ReferenceStateRefresher.INTERVAL.minusMillis(1));
    assertEquals(Optional.of("c1"), keeper.current().commit());
    assertEquals(1, looks.get());
    pass(Duration.ofMillis(1));
    keeper.current();
    keeper.begin(); // waits for the look that is under way
    assertEquals(Optional.of("c2"), keeper.current().commit());
    assertEquals(2, looks.get());
  }

  @Test
  void isNotWhatItWasBeforeAQuietTime() throws IOException {
    keeper.current();
    commit = "c2";
    pass(ReferenceStateRefresher.QUIET);
    assertEquals(Optional.of("c2"), keeper.current().commit());
  }

  @Test
  void isFreshWhenAskedToBeButNotOlderThanTheLastLook() throws IOException {
    keeper.current();
    commit = "c2";
    assertEquals(Optional.of("c1"), keeper.fresh().commit(), "looked at just now");
    pass(ReferenceStateRefresher.INTERVAL);
    assertEquals(Optional.of("c2"), keeper.fresh().commit());
    assertEquals(2, looks.get());
  }

  @Test
  void isLookedAtOnceForAllWhoWait() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (ReferenceStateRefresher slow =
        new ReferenceStateRefresher(
            () -> {
              await(release);
              return version();
            },
            SnapshotFeed.NONE,
            false,
            () -> now)) {
      ImmutableList<FutureTask<ReferenceState>> asking =
          ImmutableList.of(1, 2, 3).stream()
              .map(i -> new FutureTask<>(slow::fresh))
              .collect(ImmutableList.toImmutableList());
      asking.stream().map(Thread.ofPlatform()::start).toList().forEach(Waiters::await);
      release.countDown();
      for (FutureTask<ReferenceState> each : asking) {
        assertEquals(Optional.of("c1"), each.get().commit());
      }
      assertEquals(1, looks.get());
    }
  }

  @Test
  void staysTheSameInstanceWhileNothingChanges() throws IOException {
    ReferenceState first = keeper.current();
    pass(ReferenceStateRefresher.QUIET);
    assertSame(first, keeper.current());
    desired = state("two.example");
    pass(ReferenceStateRefresher.QUIET);
    assertNotSame(first, keeper.current());
    assertSame(first.agreed(), keeper.current().agreed());
  }

  @Test
  void staysTheLastGoodOneThroughABadCommitWhichIsSaidOnce() throws IOException {
    keeper.current();
    commit = "c2";
    desired = state("half");
    problems = ImmutableList.of("images.yaml:3:5: not a digest");
    for (int i = 0; i < 3; i++) {
      pass(ReferenceStateRefresher.QUIET);
      assertEquals(Optional.of("c1"), keeper.current().commit());
    }
    assertEquals(3, keeper.status().failures());
    assertEquals(1, said.warnings().size(), said.warnings()::toString);
    assertTrue(said.warnings().getFirst().contains("commit c2"), said.warnings()::toString);
    assertTrue(said.warnings().getFirst().contains("images.yaml:3:5: not a digest"));
    problems = ImmutableList.of();
    commit = "c3";
    pass(ReferenceStateRefresher.QUIET);
    assertEquals(Optional.of("c3"), keeper.current().commit());
    assertEquals(Optional.empty(), keeper.status().problem());
  }

  @Test
  void staysTheLastGoodOneWhileTheRepositoryDoesNotAnswer() throws IOException {
    keeper.current();
    Instant good = now;
    failure = Optional.of(new IOException("no route to host"));
    for (int i = 0; i < 3; i++) {
      pass(ReferenceStateRefresher.QUIET);
      assertEquals(Optional.of("c1"), keeper.current().commit());
      assertEquals(Optional.of("c1"), keeper.fresh().commit());
    }
    assertEquals(Optional.of(good), keeper.status().good());
    assertEquals(Optional.of("no route to host"), keeper.status().problem());
    assertEquals(1, said.warnings().size(), said.warnings()::toString);
  }

  @Test
  void isNotThereBeforeThereEverWasAGoodOne() throws IOException {
    failure = Optional.of(new IOException("no route to host"));
    keeper.begin();
    String why = assertThrows(IOException.class, keeper::current).getMessage();
    assertTrue(why.contains("no route to host"), why);
    assertEquals(1, looks.get(), "one event after the other does not mean one look each");
    failure = Optional.empty();
    pass(ReferenceStateRefresher.INTERVAL);
    assertEquals(Optional.of("c1"), keeper.fresh().commit());
  }

  @Test
  void mayGoByTheValidEntries() throws IOException {
    keeper.close();
    keeper = keeper(true);
    problems = ImmutableList.of("images.yaml:3:5: not a digest");
    assertEquals(Optional.of("c1"), keeper.current().commit());
    pass(ReferenceStateRefresher.QUIET);
    keeper.current();
    assertEquals(1, said.warnings().size(), said.warnings()::toString);
  }

  @Test
  void takesANewSnapshotEveryHourAndKeepsTheOldOneWhenItCannot() throws IOException {
    MergeBase first = keeper.current().agreed();
    pass(ReferenceStateLoader.SNAPSHOT_EVERY.minusSeconds(1));
    assertSame(first, keeper.current().agreed());
    assertEquals(1, snapshots.get());
    snapshotFailure = Optional.of(new IOException("the bucket is gone"));
    pass(Duration.ofMinutes(1));
    assertSame(first, keeper.current().agreed());
    assertEquals(2, snapshots.get());
    assertTrue(said.warnings().getFirst().contains("the bucket is gone"));
    snapshotFailure = Optional.empty();
    pass(ReferenceStateLoader.SNAPSHOT_EVERY);
    assertNotSame(first, keeper.current().agreed());
  }

  private ReferenceStateRefresher keeper(boolean skipInvalid) {
    return new ReferenceStateRefresher(this::version, this::snapshot, skipInvalid, () -> now);
  }

  private ManifestFeed.Version version() throws IOException {
    looks.incrementAndGet();
    if (failure.isPresent()) {
      throw failure.get();
    }
    return new ManifestFeed.Version(desired, problems, Optional.of(commit));
  }

  private MergeBase snapshot() throws IOException {
    snapshots.incrementAndGet();
    if (snapshotFailure.isPresent()) {
      throw snapshotFailure.get();
    }
    return new MergeBase(ImmutableSortedMap.of());
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private static DesiredState state(String host) {
    return new DesiredState(
        ImmutableSortedMap.of(), ImmutableSortedSet.of(RegistryPrefix.parse(host)));
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
