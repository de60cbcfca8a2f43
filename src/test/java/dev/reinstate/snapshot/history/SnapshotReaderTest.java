package dev.reinstate.snapshot.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.snapshot.FakeRegistry;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.SnapshotNotFoundException;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.format.RegistryTree;
import dev.reinstate.snapshot.format.SnapshotDocuments;
import dev.reinstate.snapshot.take.SnapshotRequest;
import dev.reinstate.snapshot.take.SnapshotTake;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotReaderTest {

  private static final Repository PAUSE = Repository.parse("gcr.io/prod/pause");
  private static final Repository ETCD = Repository.parse("gcr.io/prod/etcd");
  private static final Instant MONDAY = Instant.parse("2026-11-23T02:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2026-11-24T02:00:00Z");

  @TempDir Path directory;
  private final FakeRegistry registry = new FakeRegistry();
  private SnapshotStore store;
  private SnapshotReader reader;

  @BeforeEach
  void openStore() {
    store = new DirectoryStore(directory);
    reader = new SnapshotReader(store, new FanOut(4));
  }

  @Test
  void aStoreWithoutSnapshotsIsSaidToHaveNone() throws IOException {
    assertEquals(Optional.empty(), reader.latest(repository -> true));
    assertEquals(Optional.empty(), reader.asOf(MONDAY, repository -> true));
  }

  @Test
  void theNewestAtOrBeforeTheMomentIsRead() throws IOException {
    takeTwo();
    assertEquals(MONDAY, asOf("2026-11-23T02:00:00Z").name().time());
    assertEquals(MONDAY, asOf("2026-11-24T01:59:59.999Z").name().time());
    assertEquals(TUESDAY, asOf("2026-11-24T02:00:00.5Z").name().time());
    assertEquals(TUESDAY, reader.latest(repository -> true).orElseThrow().name().time());
  }

  @Test
  void aMomentBeforeTheFirstIsAnErrorThatTellsTheRange() throws IOException {
    takeTwo();
    SnapshotNotFoundException e =
        assertThrows(SnapshotNotFoundException.class, () -> asOf("2026-11-23T01:59:59Z"));
    assertTrue(
        e.getMessage().endsWith("it has 2, from 2026-11-23T02:00:00Z to 2026-11-24T02:00:00Z"),
        e.getMessage());
  }

  @Test
  void onlyIncludedRepositoriesAreRead() throws IOException {
    takeTwo();
    SnapshotRoot root = reader.latest(repository -> true).orElseThrow().root();
    SnapshotDocuments documents = new SnapshotDocuments(store);
    RegistryTree tree = documents.tree(root.trees().firstEntry().getValue());
    Files.delete(
        directory
            .resolve("blobs/sha256")
            .resolve(tree.repositories().get("etcd").digest().getHash()));

    LoadedSnapshot pause = reader.latest(PAUSE::equals).orElseThrow();
    assertEquals(ImmutableSet.of(PAUSE), pause.state().repositories().keySet());
    LoadedSnapshot etcd = reader.latest(ETCD::equals).orElseThrow();
    assertEquals(MergeBaseRepository.EMPTY, etcd.state().get(ETCD));
    assertTrue(
        etcd.state().doubts().of(ETCD).orElseThrow().endsWith("what was agreed is not known"));
    assertEquals(Optional.empty(), etcd.state().doubts().of(PAUSE));
  }

  @Test
  void objectsWithOtherNamesAreNotSnapshots() throws IOException {
    takeTwo();
    store.snapshots().create("zzz", new byte[0]);
    store.snapshots().create("9999-99-99T99-99-99Z", new byte[0]);
    assertEquals(TUESDAY, reader.latest(repository -> true).orElseThrow().name().time());
  }

  private LoadedSnapshot asOf(String moment) throws IOException {
    return reader.asOf(Instant.parse(moment), repository -> true).orElseThrow();
  }

  private void takeTwo() throws IOException {
    registry.push(PAUSE.toString(), "3.9", "pause");
    registry.push(ETCD.toString(), "3.6", "etcd");
    DesiredState desired =
        new DesiredState(
            ImmutableSortedMap.of(), ImmutableSortedSet.of(RegistryPrefix.parse("gcr.io/prod")));
    for (Instant time : new Instant[] {MONDAY, TUESDAY}) {
      new SnapshotTake(store, registry, registry, new FanOut(4), InstantSource.fixed(time))
          .take(SnapshotRequest.of(desired));
    }
  }
}
