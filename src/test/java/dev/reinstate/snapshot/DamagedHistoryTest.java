package dev.reinstate.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import dev.reinstate.snapshot.format.SnapshotDocuments;
import dev.reinstate.snapshot.history.SnapshotHistory;
import dev.reinstate.snapshot.history.SnapshotList;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.snapshot.inspection.SnapshotVerify;
import dev.reinstate.snapshot.inspection.VerifyRequest;
import dev.reinstate.snapshot.inspection.VerifyResult;
import dev.reinstate.snapshot.take.SnapshotTaken;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage in stores in which runs parted, or whose clocks were off. */
class DamagedHistoryTest {

  private static final String PAUSE = "eu.gcr.io/prod/pause";
  private static final String ETCD = "eu.gcr.io/prod/etcd";
  private static final String AHEAD = "2028-11-23T02:00:00Z";
  private static final FanOut FAN_OUT = new FanOut(4);

  @TempDir Path temporary;
  private final FakeRegistry registry = new FakeRegistry();
  private Path directory;
  private SnapshotStore store;
  private Takes takes;

  @BeforeEach
  void openStore() throws IOException {
    directory = temporary.resolve("store");
    store = new DirectoryStore(directory);
    takes = new Takes(store, registry);
    registry.push(PAUSE, "1", "x");
  }

  /** After the first night: on one branch a tag of pause is new, on the other one of etcd. */
  private void fork() throws IOException {
    takes.at("2026-11-23T02:00:00Z");
    Path other = temporary.resolve("other");
    copy(directory, other);
    registry.push(ETCD, "theirs", "t");
    new Takes(new DirectoryStore(other), registry).at("2026-11-24T02:00:00Z");
    registry.delete(ETCD);
    registry.push(PAUSE, "ours", "o");
    takes.at("2026-11-24T02:00:07Z");
    OldVersion.rewrite(directory);
    OldVersion.rewrite(other);
    copy(other, directory);
    assertEquals(1, verify("2026-11-24T03:00:00Z").problems().size());
  }

  @Test
  void aDamagedRootOfOneBranchIsContinuedBesideTheOther() throws IOException {
    fork();
    damageRoot("2026-11-24T02-00-07Z");
    LoadedSnapshot latest = latest("2026-11-24T03:00:00Z");
    assertEquals("2026-11-24T02-00-00Z", latest.name().toString());
    assertEquals(
        "snapshot 2026-11-24T02-00-07Z", Iterables.getOnlyElement(latest.problems()).part());

    SnapshotTaken healed = takes.at("2026-11-25T02:00:00Z");
    assertEquals(
        List.of("2026-11-24T02-00-00Z", "2026-11-24T02-00-07Z"),
        healed.root().predecessors().stream().map(each -> each.name().toString()).toList());
    assertEquals(1, healed.problems().size(), healed.problems().toString());
    assertSound("2026-11-25T03:00:00Z");
    assertEquals(ImmutableSet.of("1", "ours"), tags(PAUSE));
    assertEquals(ImmutableSet.of("theirs"), tags(ETCD));
    assertTrue(takes.at("2026-11-26T02:00:00Z").complete());
  }

  @Test
  void aDamagedIndexOfOneBranchIsReadFromBeforeTheyParted() throws IOException {
    fork();
    damageIndex("2026-11-24T02-00-07Z", PAUSE);
    SnapshotTaken healed = takes.at("2026-11-25T02:00:00Z");
    SnapshotProblem problem = Iterables.getOnlyElement(healed.problems());
    assertEquals("repository " + PAUSE, problem.part());
    assertTrue(
        problem.fault().contains("what snapshot 2026-11-23T02-00-00Z says is used instead"),
        problem.fault());
    assertEquals(2, healed.root().predecessors().size());
    assertEquals(ImmutableList.of(), healed.root().forked());
    assertSound("2026-11-25T03:00:00Z");
    assertEquals(ImmutableSet.of("1", "ours"), tags(PAUSE));
    assertEquals(ImmutableSet.of("theirs"), tags(ETCD));
  }

  @Test
  void whatIsDamagedIsTakenFromWhatItContinuesAndNotFromTheNameBefore() throws IOException {
    takes.at("2026-11-22T02:00:00Z");
    registry.push(PAUSE, "2", "y");
    takes.at(AHEAD);
    registry.push(PAUSE, "3", "z");
    takes.at("2026-11-23T02:00:00Z");
    damageIndex("2026-11-23T02-00-00Z", PAUSE);
    LoadedSnapshot latest = latest("2026-11-23T03:00:00Z");
    assertEquals("2026-11-23T02-00-00Z", latest.name().toString());
    assertEquals(
        ImmutableSet.of("1", "2"), latest.state().get(Repository.parse(PAUSE)).tags().keySet());
    LoadedSnapshot asOf =
        reader("2026-11-23T03:00:00Z")
            .asOf(Instant.parse("2026-11-23T02:30:00Z"), repository -> true)
            .orElseThrow();
    assertEquals(latest, asOf);
    takes.at("2026-11-24T02:00:00Z");
    assertSound("2026-11-24T03:00:00Z");
    assertEquals(ImmutableSet.of("1", "2", "3"), tags(PAUSE));
  }

  @Test
  void aDamagedRootFromTheFutureThatIsContinuedPartsNothing() throws IOException {
    takes.at("2026-11-22T02:00:00Z");
    takes.at(AHEAD);
    takes.at("2026-11-23T02:00:00Z");
    damageRoot("2028-11-23T02-00-00Z");
    SnapshotHistory history = new SnapshotList(store, FAN_OUT).history();
    assertEquals(
        List.of("2026-11-22T02-00-00Z", "2028-11-23T02-00-00Z", "2026-11-23T02-00-00Z"),
        history.inOrder().stream().map(each -> each.name().toString()).toList());
    assertEquals(
        "2026-11-23T02-00-00Z", Iterables.getOnlyElement(history.tips()).name().toString());
    assertEquals(1, takes.at("2026-11-24T02:00:00Z").root().predecessors().size());
  }

  @Test
  void aDamagedNewestRootFromTheFutureIsNamedAndContinued() throws IOException {
    takes.at("2026-11-22T02:00:00Z");
    takes.at(AHEAD);
    OldVersion.rewrite(directory);
    damageRoot("2028-11-23T02-00-00Z");
    LoadedSnapshot latest = latest("2026-11-23T03:00:00Z");
    assertEquals("2026-11-22T02-00-00Z", latest.name().toString());
    assertEquals(1, latest.problems().size());
    SnapshotTaken taken = takes.at("2026-11-23T04:00:00Z");
    assertEquals("2026-11-23T04-00-00Z", taken.name().toString());
    assertEquals(2, taken.root().predecessors().size());
    assertSound("2026-11-23T05:00:00Z");
    assertEquals(ImmutableList.of(), latest("2026-11-23T05:00:00Z").problems());
  }

  @Test
  void whateverNumberOfRootsIsDamagedTheNextOneStandsForThem() throws IOException {
    for (int day = 10; day < 20; day++) {
      takes.at("2026-11-" + day + "T02:00:00Z");
    }
    for (int day = 11; day < 20; day++) {
      damageRoot("2026-11-" + day + "T02-00-00Z");
    }
    SnapshotTaken taken = takes.at("2026-11-20T02:00:00Z");
    assertEquals(
        9,
        taken.root().predecessors().stream()
            .map(Predecessor::digest)
            .filter(Digests.of("{".getBytes(UTF_8))::equals)
            .count());
    assertSound("2026-11-20T03:00:00Z");
    assertEquals(1, takes.at("2026-11-21T02:00:00Z").root().predecessors().size());
  }

  private void damageRoot(String name) throws IOException {
    replace(directory.resolve("snapshots").resolve(name + ".json"));
  }

  private void damageIndex(String snapshot, String repository) throws IOException {
    SnapshotDocuments documents = new SnapshotDocuments(store);
    DescriptorDigest index =
        documents
            .tree(
                documents
                    .root(SnapshotName.parse(snapshot).orElseThrow())
                    .trees()
                    .get(RegistryPrefix.parse("eu.gcr.io/prod")))
            .repositories()
            .get(repository.substring("eu.gcr.io/prod/".length()))
            .digest();
    replace(directory.resolve("blobs/sha256").resolve(index.getHash()));
  }

  private static void replace(Path file) throws IOException {
    Files.delete(file);
    Files.writeString(file, "{");
  }

  private ImmutableSet<String> tags(String repository) throws IOException {
    return latest("2026-11-26T03:00:00Z").state().get(Repository.parse(repository)).tags().keySet();
  }

  private LoadedSnapshot latest(String clock) throws IOException {
    return reader(clock).latest(repository -> true).orElseThrow();
  }

  private SnapshotReader reader(String clock) {
    return new SnapshotReader(store, FAN_OUT, InstantSource.fixed(Instant.parse(clock)));
  }

  private void assertSound(String clock) throws IOException {
    assertEquals(ImmutableList.of(), verify(clock).problems());
  }

  private VerifyResult verify(String clock) throws IOException {
    return new SnapshotVerify(store, FAN_OUT, InstantSource.fixed(Instant.parse(clock)))
        .verify(new VerifyRequest(Optional.empty(), Takes.EVERYTHING, Optional.empty()));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (!Files.exists(target)) {
          Files.copy(file, target);
        }
      }
    }
  }
}
