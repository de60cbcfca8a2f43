package dev.reinstate.snapshot.inspection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.FakeRegistry;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.Takes;
import dev.reinstate.snapshot.inspection.SnapshotChange.ImageAdded;
import dev.reinstate.snapshot.inspection.SnapshotChange.ImageForgotten;
import dev.reinstate.snapshot.inspection.SnapshotChange.TagAdded;
import dev.reinstate.snapshot.inspection.SnapshotChange.TagForgotten;
import dev.reinstate.snapshot.inspection.SnapshotChange.TagMoved;
import dev.reinstate.snapshot.take.SnapshotTaken;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotDiffTest {

  private static final Repository PAUSE = Repository.parse("eu.gcr.io/prod/pause");
  private static final Repository ETCD = Repository.parse("eu.gcr.io/prod/etcd");
  private static final String MONDAY = "2026-11-23T02:00:00Z";
  private static final String TUESDAY = "2026-11-24T02:00:00Z";

  @TempDir Path directory;
  private final FakeRegistry registry = new FakeRegistry();
  private SnapshotStore store;
  private Takes takes;

  @BeforeEach
  void openStore() {
    store = new DirectoryStore(directory);
    takes = new Takes(store, registry);
  }

  @Test
  void whatWasAddedMovedAndForgottenIsToldByRepository() throws IOException {
    Manifest old = registry.push(PAUSE.toString(), "latest", "old");
    Manifest gone = registry.push(ETCD.toString(), "3.5", "gone");
    takes.at(MONDAY);
    registry.delete(ETCD.toString());
    Manifest fresh = registry.push(PAUSE.toString(), "latest", "new");
    registry.push(PAUSE.toString(), "3.10", fresh);
    takes.at(TUESDAY, ETCD.toString()::equals);

    assertEquals(
        ImmutableList.of(
            new ImageForgotten(ETCD, gone.digest()),
            new TagForgotten(ETCD, "3.5", gone.digest()),
            new ImageAdded(PAUSE, fresh.digest()),
            new TagAdded(PAUSE, "3.10", fresh.digest()),
            new TagMoved(PAUSE, "latest", old.digest(), fresh.digest())),
        diff().changes());
  }

  @Test
  void whatIsTheSameIsNotRead() throws IOException {
    registry.push(PAUSE.toString(), "1", "x");
    SnapshotTaken taken = takes.at(MONDAY);
    takes.at(TUESDAY);
    Descriptor tree = taken.root().trees().get(RegistryPrefix.parse("eu.gcr.io/prod"));
    Files.delete(directory.resolve("blobs/sha256").resolve(tree.digest().getHash()));
    assertEquals(ImmutableList.of(), diff().changes());
  }

  @Test
  void aStoreWithoutSnapshotsHasNothingToCompare() throws IOException {
    assertEquals(
        Optional.empty(),
        new SnapshotDiff(store, new FanOut(2)).diff(Instant.parse(MONDAY), Instant.parse(TUESDAY)));
  }

  private SnapshotChanges diff() throws IOException {
    return new SnapshotDiff(store, new FanOut(2))
        .diff(Instant.parse(MONDAY), Instant.parse(TUESDAY))
        .orElseThrow();
  }
}
