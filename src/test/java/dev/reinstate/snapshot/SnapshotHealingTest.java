package dev.reinstate.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.snapshot.inspection.ExportResult;
import dev.reinstate.snapshot.inspection.SnapshotExport;
import dev.reinstate.snapshot.inspection.SnapshotVerify;
import dev.reinstate.snapshot.inspection.VerifyRequest;
import dev.reinstate.snapshot.inspection.VerifyResult;
import dev.reinstate.snapshot.take.SnapshotRequest;
import dev.reinstate.snapshot.take.SnapshotTake;
import dev.reinstate.snapshot.take.SnapshotTaken;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the store loses, a later take gets again, or names. */
class SnapshotHealingTest {

  private static final String PAUSE = "eu.gcr.io/prod/pause";
  private static final String ETCD = "eu.gcr.io/prod/etcd";

  @TempDir Path directory;
  private final FakeRegistry registry = new FakeRegistry();
  private SnapshotStore store;
  private Instant now = Instant.parse("2026-11-23T02:00:00Z");

  /** What can happen to a stored object. */
  enum Damage {
    DELETED {
      @Override
      void strike(Path file) throws IOException {
        Files.delete(file);
      }
    },
    EMPTIED {
      @Override
      void strike(Path file) throws IOException {
        Files.delete(file);
        Files.createFile(file);
      }
    },
    CUT {
      @Override
      void strike(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      }
    },
    LENGTHENED {
      @Override
      void strike(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
      }
    },
    ROTTEN {
      @Override
      void strike(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(file);
        Files.write(file, bytes);
      }
    },
    A_DIRECTORY {
      @Override
      void strike(Path file) throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
      }
    };

    abstract void strike(Path file) throws IOException;
  }

  @BeforeEach
  void openStore() {
    store = new DirectoryStore(directory);
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void whateverHappensToOneObjectIsHealedFromWhatIsLive(Damage damage) throws IOException {
    Manifest amd64 = registry.push(PAUSE, "", "base", "amd64");
    registry.push(PAUSE, "3.9", FakeRegistry.index(amd64));
    registry.push(ETCD, "3.6", "base", "etcd");
    take(false);
    for (Path file : blobs()) {
      damage.strike(file);
      assertFalse(verify().problems().isEmpty(), file + " is not missed");

      // All but rot shows without a deep look.
      SnapshotTaken healed = take(damage == Damage.ROTTEN);
      assertTrue(healed.root().complete(), healed.root().broken().toString());
      assertEquals(ImmutableList.of(), verify().problems(), file.toString());
      assertEquals(1, take(false).uploads(), "nothing is left to heal");
    }
  }

  @Test
  void aHealedStoreIsReadRightByEverybody() throws IOException {
    Manifest image = registry.push(PAUSE, "3.9", "layer");
    take(false);
    Damage.CUT.strike(file(Digests.of("layer".getBytes(UTF_8))));
    Damage.CUT.strike(file(image.digest()));
    take(false);

    store = new DirectoryStore(directory);
    try (InputStream layer = store.openBlob(Digests.of("layer".getBytes(UTF_8)))) {
      assertEquals("layer", new String(layer.readAllBytes(), UTF_8));
    }
    Path exported = directory.resolveSibling(directory.getFileName() + "-exported");
    ExportResult result =
        new SnapshotExport(store, new FanOut(2))
            .export(
                new SnapshotReader(store, new FanOut(2)).latest(any -> true).orElseThrow(),
                exported);
    assertEquals(ImmutableList.of(), result.problems());
    assertEquals(
        "layer",
        Files.readString(
            exported
                .resolve("blobs/sha256")
                .resolve(Digests.of("layer".getBytes(UTF_8)).getHash())));
  }

  @Test
  void onlyWhatIsMissingIsFetched() throws IOException {
    registry.push(PAUSE, "1", "base", "one");
    registry.push(PAUSE, "2", "base", "two");
    take(false);
    Files.delete(file(Digests.of("two".getBytes(UTF_8))));
    registry.reads.clear();
    SnapshotTaken taken = take(false);
    assertEquals(1, registry.reads.size(), registry.reads.toString());
    assertEquals(2, taken.uploads());
  }

  @Test
  void whatCannotBeGotAgainIsNamedEveryNightUntilItComesBack() throws IOException {
    Manifest image = registry.push(PAUSE, "3.9", "base", "lost");
    registry.push(ETCD, "3.6", "base");
    take(false);
    DescriptorDigest lost = Digests.of("lost".getBytes(UTF_8));
    Files.delete(file(lost));
    registry.delete(PAUSE);
    for (int night = 0; night < 3; night++) {
      SnapshotTaken taken = take(false);
      BrokenImage named = Iterables.getOnlyElement(taken.root().broken());
      assertEquals(Repository.parse(PAUSE), named.repository());
      assertEquals(image.digest(), named.digest());
      assertTrue(named.lost());
      assertTrue(named.reason().startsWith("blob " + lost + " is missing"), named.reason());
      assertEquals(
          "image " + PAUSE + "@" + image.digest(),
          Iterables.getOnlyElement(verify().problems()).part());
      assertFalse(
          latest().state().get(Repository.parse(PAUSE)).images().get(image.digest()).held());
    }
    registry.push(PAUSE, "3.9", image);
    registry.pushBlob(PAUSE, "lost");
    assertTrue(take(false).root().complete());
    assertEquals(ImmutableList.of(), verify().problems());
  }

  @Test
  void aHoleThatARegistryCannotFillTonightIsFilledLater() throws IOException {
    registry.push(PAUSE, "3.9", "base", "top");
    take(false);
    Files.delete(file(Digests.of("top".getBytes(UTF_8))));
    registry.deleteBlob(PAUSE, "top");
    assertEquals(1, take(false).root().broken().size());
    registry.pushBlob(PAUSE, "top");
    assertTrue(take(false).root().complete());
    assertEquals(ImmutableList.of(), verify().problems());
  }

  @Test
  void anIndexOfWhichAChildWasLostIsLostWithIt() throws IOException {
    Manifest amd64 = registry.push(PAUSE, "", "amd64");
    Manifest index = registry.push(PAUSE, "3.9", FakeRegistry.index(amd64));
    take(false);
    Files.delete(file(Digests.of("amd64".getBytes(UTF_8))));
    registry.delete(PAUSE);
    assertEquals(
        List.of(amd64.digest(), index.digest()).stream().sorted(Digests.ORDER).toList(),
        take(false).root().broken().stream().map(BrokenImage::digest).toList());
  }

  @Test
  void anIndexWhoseChildIsNowhereIsHeldAsItIsAndItIsSaidWhatItLacks() throws IOException {
    Manifest here = registry.push(PAUSE, "", "here");
    Manifest nowhere = registry.image(PAUSE, "nowhere");
    Manifest index = registry.push(PAUSE, "1", FakeRegistry.index(here, nowhere));
    for (int night = 0; night < 2; night++) {
      BrokenImage lacking = Iterables.getOnlyElement(take(false).root().broken());
      assertEquals(index.digest(), lacking.digest());
      assertTrue(lacking.reason().contains(nowhere.digest().toString()), lacking.reason());
      assertTrue(held(index), "the index");
      assertTrue(held(here), "its other child");
      assertFalse(held(nowhere));
      assertEquals(ImmutableList.of(), verify().problems());
    }
    registry.push(PAUSE, "", nowhere);
    assertTrue(take(false).root().complete());
    assertTrue(held(nowhere));
  }

  @Test
  void aRootOfBeforeThisWasRecordedIsLookedThrough() throws IOException {
    registry.push(PAUSE, "3.9", "layer");
    SnapshotTaken taken = take(false);
    Path root = directory.resolve("snapshots").resolve(taken.name() + ".json");
    String text = Files.readString(root).replaceFirst(",\"listing\":\"[^\"]*\"", "");
    Files.delete(root);
    Files.writeString(root, text);
    Files.delete(file(Digests.of("layer".getBytes(UTF_8))));
    take(false);
    assertEquals(ImmutableList.of(), verify().problems());
  }

  private boolean held(Manifest image) throws IOException {
    return latest().state().get(Repository.parse(PAUSE)).images().get(image.digest()).held();
  }

  private LoadedSnapshot latest() throws IOException {
    return new SnapshotReader(store, new FanOut(2)).latest(repository -> true).orElseThrow();
  }

  private SnapshotTaken take(boolean deep) throws IOException {
    now = now.plus(Duration.ofDays(1));
    DesiredState desired =
        new DesiredState(
            ImmutableSortedMap.of(), ImmutableSortedSet.of(RegistryPrefix.parse("eu.gcr.io/prod")));
    return new SnapshotTake(store, registry, registry, new FanOut(4), InstantSource.fixed(now))
        .take(new SnapshotRequest(desired, any -> true, any -> false, deep));
  }

  private VerifyResult verify() throws IOException {
    return new SnapshotVerify(
            new DirectoryStore(directory), new FanOut(4), InstantSource.fixed(now))
        .verify(new VerifyRequest(Optional.empty(), Takes.EVERYTHING, Optional.empty()));
  }

  /** Those that no test has struck yet. */
  private List<Path> blobs() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory.resolve("blobs/sha256"))) {
      entries.forEach(files::add);
    }
    return files.stream().sorted().toList();
  }

  private Path file(DescriptorDigest blob) {
    return directory.resolve("blobs/sha256").resolve(blob.getHash());
  }
}
