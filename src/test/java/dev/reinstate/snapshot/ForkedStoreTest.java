package dev.reinstate.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.reflect.Reflection;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.history.SnapshotList;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.snapshot.inspection.SnapshotVerify;
import dev.reinstate.snapshot.inspection.VerifyRequest;
import dev.reinstate.snapshot.inspection.VerifyResult;
import dev.reinstate.snapshot.take.SnapshotTaken;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that know nothing of each other. */
class ForkedStoreTest {

  private static final String PAUSE = "eu.gcr.io/prod/pause";
  private static final String ETCD = "eu.gcr.io/prod/etcd";
  private static final FanOut FAN_OUT = new FanOut(4);

  @TempDir Path temporary;
  private final FakeRegistry registry = new FakeRegistry();
  private Path directory;
  private SnapshotStore store;

  @BeforeEach
  void openStore() {
    directory = temporary.resolve("store");
    store = new DirectoryStore(directory);
  }

  @Test
  void ofRunsThatPublishAtOnceInDifferentSecondsEachContinuesTheOther() throws IOException {
    registry.push(PAUSE, "1", "x");
    new Takes(store, registry).at("2026-11-23T02:00:00Z");
    int runs = 5;
    CyclicBarrier listed = new CyclicBarrier(runs);
    List<SnapshotTaken> taken =
        new FanOut(runs)
            .map(
                IntStream.range(0, runs).boxed().toList(),
                run -> take(waitingForTheOthers(listed), "2026-11-23T02:10:0" + run + "Z"));
    assertEquals(runs, taken.stream().map(SnapshotTaken::name).distinct().count());
    List<ListedSnapshot> all = new SnapshotList(store, FAN_OUT).list();
    assertEquals(runs + 1, all.size());
    for (int i = 0; i <= runs; i++) {
      SnapshotRoot root = ((ListedSnapshot.Intact) all.get(i)).root();
      assertEquals(i, root.ancestors().orElseThrow());
      assertEquals(i == 0 ? 0 : 1, root.predecessors().size());
    }
    assertEquals(ImmutableList.of(), verify().problems());
  }

  @Test
  void ofTwoFirstSnapshotsOneIsTheFirst() throws IOException {
    registry.push(PAUSE, "1", "x");
    CyclicBarrier listed = new CyclicBarrier(2);
    List<SnapshotTaken> taken =
        new FanOut(2)
            .map(
                List.of("2026-11-23T02:00:00Z", "2026-11-23T02:00:09Z"),
                time -> take(waitingForTheOthers(listed), time));
    assertEquals(2, taken.size());
    assertEquals(ImmutableList.of(), verify().problems());
  }

  @Test
  void whatARunThatDiedHadClaimedIsPublishedByTheNext() throws IOException {
    registry.push(PAUSE, "1", "x");
    Takes takes = new Takes(store, registry);
    takes.at("2026-11-23T02:00:00Z");
    registry.push(PAUSE, "2", "y");
    SnapshotTaken died = takes.at("2026-11-24T02:00:00Z");
    Files.delete(directory.resolve("snapshots/2026-11-24T02-00-00Z.json"));
    SnapshotTaken next = takes.at("2026-11-25T02:00:00Z");
    assertEquals(died.name(), next.root().predecessor().orElseThrow().name());
    assertEquals(ImmutableList.of(), verify().problems());
    assertEquals(3, new SnapshotList(store, FAN_OUT).list().size());
  }

  @Test
  void aDamagedClaimIsPutAside() throws IOException {
    registry.push(PAUSE, "1", "x");
    Takes takes = new Takes(store, registry);
    takes.at("2026-11-23T02:00:00Z");
    takes.at("2026-11-24T02:00:00Z");
    Files.delete(directory.resolve("snapshots/2026-11-24T02-00-00Z.json"));
    for (Path claim : files("successors")) {
      Files.delete(claim);
      Files.writeString(claim, "{");
    }
    takes.at("2026-11-25T02:00:00Z");
    assertEquals(ImmutableList.of(), verify().problems());
  }

  @Test
  void anOldForkIsHealedByTheNextSnapshot() throws IOException {
    Manifest base = registry.push(PAUSE, "1", "x");
    Takes takes = new Takes(store, registry);
    takes.at("2026-11-23T02:00:00Z");
    Path other = copy();
    Manifest theirs = registry.push(ETCD, "theirs", "t");
    new Takes(new DirectoryStore(other), registry).at("2026-11-24T02:00:00Z");
    registry.delete(ETCD);
    Manifest ours = registry.push(PAUSE, "ours", "o");
    takes.at("2026-11-24T02:00:07Z");
    OldVersion.rewrite(directory);
    OldVersion.rewrite(other);
    join(other);

    SnapshotProblem problem = Iterables.getOnlyElement(verify().problems());
    assertEquals("snapshot 2026-11-24T02-00-07Z", problem.part());
    assertTrue(problem.fault().contains("the next `snapshot take` joins them"), problem.fault());
    assertEquals(3, new SnapshotList(store, FAN_OUT).list().size());

    SnapshotTaken healed = takes.at("2026-11-25T02:00:00Z");
    assertEquals(2, healed.root().predecessors().size());
    assertEquals(ImmutableList.of(), healed.root().forked());
    assertEquals(ImmutableList.of(), verify().problems());
    MergeBase state = latest().state();
    assertEquals(
        ImmutableSet.of(base.digest(), ours.digest()),
        state.get(Repository.parse(PAUSE)).images().keySet());
    assertTrue(state.get(Repository.parse(ETCD)).images().get(theirs.digest()).held());
    SnapshotTaken after = takes.at("2026-11-26T02:00:00Z");
    assertEquals(1, after.root().predecessors().size());
    assertEquals(4, after.root().ancestors().orElseThrow());
    assertEquals(ImmutableList.of(), verify().problems());
  }

  @Test
  void anOldForkThatOneBranchWentOnFromIsHealedToo() throws IOException {
    registry.push(PAUSE, "1", "x");
    Takes takes = new Takes(store, registry);
    takes.at("2026-11-23T02:00:00Z");
    Path other = copy();
    registry.push(ETCD, "theirs", "t");
    new Takes(new DirectoryStore(other), registry).at("2026-11-24T02:00:00Z");
    registry.delete(ETCD);
    takes.at("2026-11-24T02:00:07Z");
    takes.at("2026-11-25T02:00:00Z");
    OldVersion.rewrite(directory);
    OldVersion.rewrite(other);
    join(other);
    assertFalse(verify().problems().isEmpty());
    takes.at("2026-11-26T02:00:00Z");
    assertEquals(ImmutableList.of(), verify().problems());
    assertTrue(latest().state().get(Repository.parse(ETCD)).tags().containsKey("theirs"));
  }

  @Test
  void aDamagedNewestRootIsContinuedFromTheOneBefore() throws IOException {
    registry.push(PAUSE, "1", "x");
    Takes takes = new Takes(store, registry);
    takes.at("2026-11-23T02:00:00Z");
    takes.at("2026-11-24T02:00:00Z");
    Path root = directory.resolve("snapshots/2026-11-24T02-00-00Z.json");
    Files.delete(root);
    Files.writeString(root, "{");
    SnapshotTaken next = takes.at("2026-11-25T02:00:00Z");
    assertEquals("2026-11-25T02-00-00Z", next.name().toString());
    assertEquals(next.name(), latest().name());
    assertEquals("snapshot 2026-11-24T02-00-00Z", Iterables.getOnlyElement(next.problems()).part());
    assertEquals(ImmutableList.of(), verify().problems(), "the next one stands for it");
    assertEquals(1, takes.at("2026-11-26T02:00:00Z").root().predecessors().size());
  }

  private static SnapshotTaken take(SnapshotStore store, String time) {
    FakeRegistry own = new FakeRegistry();
    try {
      own.push(PAUSE, "1", "x");
      own.push(PAUSE, "of-" + time.charAt(18), "layer of " + time);
      return new Takes(store, own).at(time);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets all runs look whether they are the only ones before any of them goes on. */
  private SnapshotStore waitingForTheOthers(CyclicBarrier listed) {
    boolean[] waited = new boolean[1];
    return Reflection.newProxy(
        SnapshotStore.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("successors") && !waited[0]) {
            waited[0] = true;
            await(listed);
          }
          try {
            return method.invoke(store, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private LoadedSnapshot latest() throws IOException {
    return new SnapshotReader(store, FAN_OUT).latest(repository -> true).orElseThrow();
  }

  private VerifyResult verify() throws IOException {
    return new SnapshotVerify(
            store, FAN_OUT, InstantSource.fixed(Instant.parse("2026-11-26T03:00:00Z")))
        .verify(new VerifyRequest(Optional.empty(), Takes.EVERYTHING, Optional.empty()));
  }

  private Path copy() throws IOException {
    Path other = temporary.resolve("other");
    copyTree(directory, other);
    return other;
  }

  private void join(Path other) throws IOException {
    copyTree(other, directory);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (!Files.exists(target)) {
          Files.copy(file, target);
        }
      }
    }
  }

  private List<Path> files(String folder) throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve(folder))) {
      return all.toList();
    }
  }
}
