package dev.reinstate.snapshot.take;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.BrokenImage;
import dev.reinstate.snapshot.DisputedTag;
import dev.reinstate.snapshot.FakeRegistry;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTakeTest {

  private static final Instant NIGHT = Instant.parse("2026-11-23T02:00:00Z");
  private static final String EU = "eu.gcr.io/prod/pause";
  private static final String US = "us.gcr.io/prod/pause";

  @TempDir Path directory;
  private final FakeRegistry registry = new FakeRegistry();
  private final FanOut fanOut = new FanOut(4);
  private SnapshotStore store;
  private Instant now = NIGHT;

  @BeforeEach
  void openStore() {
    store = new DirectoryStore(directory);
  }

  @Test
  void everyBlobOfAnIndexIsStoredOnceHoweverManyMirrorsHaveIt() throws IOException {
    Manifest index = null;
    for (String repository : ImmutableList.of(EU, US)) {
      Manifest amd64 = registry.push(repository, "", "base", "amd64");
      Manifest arm64 = registry.push(repository, "", "base", "arm64");
      index = registry.push(repository, "3.9", FakeRegistry.index(amd64, arm64));
    }
    SnapshotTaken taken = take(desired(EU, "3.9", index), desired(US, "3.9", index));

    assertEquals(3, taken.manifestsRead());
    assertEquals(5, taken.blobsRead());
    assertTrue(registry.reads.entrySet().stream().allMatch(entry -> entry.getCount() == 1));
    assertTrue(taken.root().complete());
    assertEquals(1, ImmutableSet.copyOf(taken.root().trees().values()).size(), "mirrors share");
    MergeBaseRepository agreed = latest().state().get(Repository.parse(EU));
    assertEquals(3, agreed.images().size());
    assertTrue(agreed.images().values().stream().allMatch(MergeBaseImage::held));
    assertEquals(new MergeBaseTag(index.digest(), true), agreed.tags().get("3.9"));
    try (InputStream stored = store.openBlob(index.digest())) {
      assertArrayEquals(index.bytes(), stored.readAllBytes());
    }
  }

  @Test
  void aSecondRunOverUnchangedRegistriesUploadsOnlyTheRootAndReadsNoImage() throws IOException {
    Manifest image = registry.push(EU, "3.9", "layer");
    take(desired(EU, "3.9", image));
    registry.reads.clear();
    now = NIGHT.plus(Duration.ofDays(1));
    SnapshotTaken second = take(desired(EU, "3.9", image));

    assertEquals(1, second.uploads());
    assertEquals(0, second.uploadedBytes());
    assertTrue(registry.reads.isEmpty(), registry.reads.toString());
    assertEquals(SnapshotName.at(NIGHT), second.root().predecessor().orElseThrow().name());
    assertEquals(
        Digests.of(store.snapshots().read("2026-11-23T02-00-00Z")),
        second.root().predecessor().orElseThrow().digest());
  }

  @Test
  void aRunThatEndedBeforeItsRootIsContinuedFromWhatItStored() throws IOException {
    Manifest image = registry.push(EU, "3.9", "layer");
    SnapshotTaken first = take(desired(EU, "3.9", image));
    Files.delete(directory.resolve("snapshots").resolve(first.name() + ".json"));
    registry.reads.clear();
    SnapshotTaken again = take(desired(EU, "3.9", image));

    assertEquals(1, again.uploads());
    assertTrue(registry.reads.isEmpty(), registry.reads.toString());
    assertEquals(first.root().trees(), again.root().trees());
  }

  @Test
  void aMovedTagIsDisputedEveryNightAndNeverAgreed() throws IOException {
    Manifest good = registry.push(EU, "3.9", "good");
    take(desired(EU, "3.9", good));
    Manifest evil = registry.push(EU, "3.9", "evil");
    for (int night = 1; night <= 7; night++) {
      now = NIGHT.plus(Duration.ofDays(night));
      SnapshotTaken taken = take(desired(EU, "3.9", good));
      assertEquals(
          ImmutableList.of(
              new DisputedTag(
                  Repository.parse(EU),
                  "3.9",
                  Optional.of(good.digest()),
                  evil.digest(),
                  good.digest())),
          taken.root().disputed());
    }
    MergeBaseRepository agreed = latest().state().get(Repository.parse(EU));
    assertEquals(good.digest(), agreed.tags().get("3.9").digest());
  }

  @Test
  void repositoriesThatNoManifestNamesAreFoundBelowTheDestination() throws IOException {
    Manifest chart = registry.push("eu.gcr.io/prod/charts/deep/nginx", "1", "chart");
    registry.push("eu.gcr.io/elsewhere/x", "1", "not below");
    SnapshotTaken taken = take(destination("eu.gcr.io/prod"));

    assertEquals(1, taken.root().counts().repositories());
    assertEquals(
        new MergeBaseTag(chart.digest(), false),
        latest().state().get(Repository.parse("eu.gcr.io/prod/charts/deep/nginx")).tags().get("1"));
  }

  @Test
  void anUnreadableRepositoryKeepsItsStateAndDoesNotStopTheOthers() throws IOException {
    Manifest image = registry.push(EU, "3.9", "layer");
    take(desired(EU, "3.9", image));
    registry.breakDown(EU, "GET eu.gcr.io: 503");
    registry.push(US, "3.9", image(US, "layer"));
    now = NIGHT.plus(Duration.ofDays(1));
    SnapshotTaken taken = take(desired(EU, "3.9", image), desired(US, "3.9", image));

    assertEquals(Map.of(Repository.parse(EU), "GET eu.gcr.io: 503"), taken.root().unreadable());
    assertEquals(
        image.digest(), latest().state().get(Repository.parse(EU)).tags().get("3.9").digest());
    assertEquals(
        image.digest(), latest().state().get(Repository.parse(US)).tags().get("3.9").digest());
  }

  @Test
  void aBrokenImageIsRecordedAndHealedByTheNextRunThatFindsItsBlobs() throws IOException {
    Manifest broken = registry.push(EU, "1", "base", "lost");
    Manifest sound = registry.push(EU, "2", "base");
    registry.deleteBlob(EU, "lost");
    SnapshotTaken taken = take(destination("eu.gcr.io/prod"));

    BrokenImage recorded = Iterables.getOnlyElement(taken.root().broken());
    assertEquals(broken.digest(), recorded.digest());
    assertTrue(recorded.reason().contains("not found"), recorded.reason());
    assertFalse(held(EU, broken));
    assertTrue(held(EU, sound));

    registry.pushBlob(EU, "lost");
    registry.reads.clear();
    now = NIGHT.plus(Duration.ofDays(1));
    assertTrue(take(destination("eu.gcr.io/prod")).root().complete());
    assertTrue(held(EU, broken));
    assertEquals(1, registry.reads.size(), "only the blob that was missing is read");
  }

  @Test
  void aBlobThatOneMirrorLostComesFromAnother() throws IOException {
    registry.push(EU, "1", "base", "top");
    registry.push(US, "1", "base", "top");
    registry.deleteBlob(EU, "top");
    assertTrue(
        take(destination("eu.gcr.io/prod"), destination("us.gcr.io/prod")).root().complete());
  }

  @Test
  void anIndexWithoutOneChildIsNamedAndHeldWithItsOtherChildren() throws IOException {
    Manifest here = registry.push(EU, "", "here");
    Manifest gone = registry.image(EU, "gone");
    Manifest index = registry.push(EU, "1", FakeRegistry.index(here, gone));
    SnapshotTaken taken = take(destination("eu.gcr.io/prod"));

    assertTrue(
        Iterables.getOnlyElement(taken.root().broken())
            .reason()
            .startsWith("child " + gone.digest()));
    assertTrue(held(EU, index));
    assertTrue(held(EU, here));
  }

  @Test
  void layersThatMayNotBeDistributedAreNotMissed() throws IOException {
    Descriptor foreign =
        new Descriptor(
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            Digests.of("windows".getBytes(UTF_8)),
            7);
    Manifest windows =
        Manifest.of(
            MediaTypes.DOCKER_MANIFEST,
            "{\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(
                    MediaTypes.DOCKER_MANIFEST,
                    FakeRegistry.json(registry.pushBlob(EU, "config")),
                    FakeRegistry.json(foreign))
                .getBytes(UTF_8));
    registry.push(EU, "1", windows);
    assertTrue(take(destination("eu.gcr.io/prod")).root().complete());
    assertTrue(held(EU, windows));
  }

  @Test
  void whatVanishedIsKeptUntilItIsForgottenOnPurpose() throws IOException {
    registry.push(EU, "1", "x");
    take(destination("eu.gcr.io/prod"));
    registry.delete(EU);
    now = NIGHT.plus(Duration.ofDays(1));
    assertEquals(1, take(destination("eu.gcr.io/prod")).root().counts().images());
    now = NIGHT.plus(Duration.ofDays(2));
    SnapshotTaken forgotten =
        take(new SnapshotRequest(destination("eu.gcr.io/prod"), repository -> true, EU::equals));
    assertEquals(0, forgotten.root().counts().images());
    assertEquals(0, forgotten.root().counts().repositories());
  }

  @Test
  void aListingCannotLeadOutOfItsRepository() throws IOException {
    registry.push(EU, "1", "x");
    registry.listStrangeChild("../../victim");
    SnapshotTaken taken = take(destination("eu.gcr.io/prod"));
    assertTrue(
        taken.root().unreadable().get(Repository.parse("eu.gcr.io/prod")).contains("../../victim"));
  }

  @Test
  void aListingThatGoesOnForEverEnds() throws IOException {
    registry.listStrangeChild("again");
    SnapshotTaken taken = take(destination("eu.gcr.io/prod"));
    assertEquals(1, taken.root().unreadable().size());
  }

  @Test
  void whatIsNotIncludedIsNeitherReadNorForgotten() throws IOException {
    Manifest one = registry.push(EU, "1", "x");
    take(desired(EU, "1", one));
    Manifest two = registry.push(EU, "2", "y");
    registry.push(US, "2", "y");
    now = NIGHT.plus(Duration.ofDays(1));
    SnapshotTaken taken =
        take(
            new SnapshotRequest(
                merged(desired(EU, "2", two), desired(US, "2", two)),
                Repository.parse(US)::equals,
                name -> false));
    assertEquals(2, taken.root().counts().repositories());
    assertEquals(ImmutableSet.of("1"), latest().state().get(Repository.parse(EU)).tags().keySet());
  }

  @Test
  void twoSnapshotsInOneSecondGetTwoNames() throws IOException {
    registry.push(EU, "1", "x");
    SnapshotTaken first = take(destination("eu.gcr.io/prod"));
    SnapshotTaken second = take(destination("eu.gcr.io/prod"));
    assertEquals("2026-11-23T02-00-00Z", first.name().toString());
    assertEquals("2026-11-23T02-00-01Z", second.name().toString());
  }

  @Test
  void aSnapshotThatAnotherRunPublishedMeanwhileIsContinued() throws IOException {
    FakeRegistry others = new FakeRegistry();
    Manifest theirs = others.push(US, "2", "y");
    Manifest ours = registry.push(EU, "1", "x");
    AtomicBoolean interfered = new AtomicBoolean();
    registry.onRead(
        () -> {
          if (interfered.compareAndSet(false, true)) {
            publishFrom(others);
          }
        });
    SnapshotTaken taken = take(destination("eu.gcr.io/prod"));

    assertEquals("2026-11-23T02-00-01Z", taken.name().toString());
    assertEquals(
        "2026-11-23T02-00-00Z", taken.root().predecessor().orElseThrow().name().toString());
    assertTrue(held(EU, ours));
    assertTrue(held(US, theirs), "what the other run recorded is in the newest one");
  }

  private void publishFrom(FakeRegistry others) {
    try {
      new SnapshotTake(store, others, others, new FanOut(2), InstantSource.fixed(now))
          .take(SnapshotRequest.of(destination("us.gcr.io/prod")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Manifest image(String repository, String... layers) {
    return registry.image(repository, layers);
  }

  private boolean held(String repository, Manifest image) throws IOException {
    return latest().state().get(Repository.parse(repository)).images().get(image.digest()).held();
  }

  private LoadedSnapshot latest() throws IOException {
    return new SnapshotReader(store, fanOut).latest(repository -> true).orElseThrow();
  }

  private SnapshotTaken take(DesiredState... desired) throws IOException {
    return take(SnapshotRequest.of(merged(desired)));
  }

  private SnapshotTaken take(SnapshotRequest request) throws IOException {
    return new SnapshotTake(store, registry, registry, fanOut, InstantSource.fixed(now))
        .take(request);
  }

  private static DesiredState destination(String prefix) {
    return new DesiredState(
        ImmutableSortedMap.of(), ImmutableSortedSet.of(RegistryPrefix.parse(prefix)));
  }

  /** One image below the destination {@code HOST/prod}. */
  private static DesiredState desired(String repository, String tag, Manifest image) {
    Repository name = Repository.parse(repository);
    RegistryPrefix prefix = new RegistryPrefix(name.host(), "prod");
    Map<DescriptorDigest, TreeSet<String>> images =
        Map.of(image.digest(), new TreeSet<>(ImmutableSet.of(tag)));
    return new DesiredState(
        ImmutableSortedMap.of(
            name,
            new DesiredRepository(
                prefix, new TaggedImages(images), ImmutableList.of(), Optional.empty())),
        ImmutableSortedSet.of(prefix));
  }

  private static DesiredState merged(DesiredState... parts) {
    ImmutableSortedMap.Builder<Repository, DesiredRepository> repositories =
        ImmutableSortedMap.naturalOrder();
    ImmutableSortedSet.Builder<RegistryPrefix> destinations = ImmutableSortedSet.naturalOrder();
    for (DesiredState part : parts) {
      repositories.putAll(part.repositories());
      destinations.addAll(part.destinations());
    }
    return new DesiredState(repositories.buildOrThrow(), destinations.build());
  }
}
