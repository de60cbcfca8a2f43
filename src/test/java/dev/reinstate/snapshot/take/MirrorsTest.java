package dev.reinstate.snapshot.take;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.FakeRegistry;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.merge.MergedRepository;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many mirrors of the same images cost: of memory and of the store, as much as one. */
final class MirrorsTest {

  private static final int MIRRORS = 16;
  private static final int NAMES = 5;
  private static final int IMAGES_OF_EACH = 20;
  private static final int IMAGES = NAMES * IMAGES_OF_EACH;
  private static final Instant NIGHT = Instant.parse("2026-11-23T02:00:00Z");

  @TempDir Path directory;
  private final FakeRegistry registry = new FakeRegistry();
  private final FanOut fanOut = new FanOut(4);
  private final Map<String, TaggedImages> desired = new LinkedHashMap<>();

  @BeforeEach
  void push() {
    for (int name = 0; name < NAMES; name++) {
      Map<DescriptorDigest, ImmutableSortedSet<String>> images = new HashMap<>();
      for (int number = 0; number < IMAGES_OF_EACH; number++) {
        String tag = "v" + number;
        for (Repository mirror : mirrors("image-" + name)) {
          String layer = "layer %d of %d".formatted(number, name);
          Manifest image = registry.push(mirror.toString(), tag, layer);
          images.put(image.digest(), ImmutableSortedSet.of(tag));
        }
      }
      desired.put("image-" + name, new TaggedImages(images));
    }
  }

  @Test
  void aFirstSnapshotStoresWhatOneMirrorNeeds() throws IOException {
    SnapshotTaken taken = take(0);
    assertEquals(IMAGES, taken.manifestsRead());
    assertEquals(2 * IMAGES, taken.blobsRead(), "a config and a layer");
    assertEquals(3 * IMAGES + NAMES + 2, taken.uploads(), "with indexes, tree and root");
    assertEquals(MIRRORS * IMAGES, taken.root().counts().images());
  }

  @Test
  void anUnchangedNightAddsItsRootAlone() throws IOException {
    take(0);
    Set<Path> before = objects();
    assertEquals(1, take(1).uploads());
    ImmutableList<Path> added = ImmutableList.copyOf(Sets.difference(objects(), before));

    assertEquals(
        ImmutableSet.of("snapshots", "successors"),
        added.stream()
            .map(file -> file.getParent().getFileName().toString())
            .collect(ImmutableSet.toImmutableSet()));
    assertEquals(2, added.size(), "the root has a second name, for which only one run can win");
    assertArrayEquals(Files.readAllBytes(added.getFirst()), Files.readAllBytes(added.getLast()));
  }

  @Test
  void aNewTagInEveryMirrorAddsRootIndexAndTree() throws IOException {
    take(0);
    mirrors("image-3").forEach(this::tagMore);
    SnapshotTaken taken = take(1);

    assertEquals(3, taken.uploads());
    assertEquals(0, taken.manifestsRead());
    assertEquals(1, ImmutableSet.copyOf(taken.root().trees().values()).size());
  }

  @Test
  void aNewTagInOneMirrorAddsAsMuch() throws IOException {
    take(0);
    tagMore(mirrors("image-3").getLast());
    SnapshotTaken taken = take(1);

    assertEquals(3, taken.uploads());
    assertEquals(2, ImmutableSet.copyOf(taken.root().trees().values()).size());
  }

  @Test
  void equalListingsAndWhatIsAgreedFromThemAreOneObject() {
    LiveState live = live();
    ImmutableList<MergedRepository> merged =
        new LiveMerge(
                SnapshotRequest.of(desired()),
                MergeBase.EMPTY,
                new LiveReferrers.Found(live, archived(), ImmutableMap.of()))
            .repositories(fanOut);

    assertEquals(MIRRORS * (NAMES + 1), merged.size(), "the destinations themselves are read too");
    assertEquals(NAMES + 1, objectsAmong(live.repositories().values()));
    assertEquals(NAMES + 1, objectsAmong(merged.stream().map(MergedRepository::agreed).toList()));
    assertEquals(
        IMAGES,
        objectsAmong(
            merged.stream().flatMap(each -> each.agreed().images().values().stream()).toList()),
        "one an image, not one an edge");
  }

  @Test
  void whereImagesAreIsOneObjectForAllThatMirrorsHaveTogether() {
    ImageSources sources = ImageSources.of(live());
    assertEquals(IMAGES, sources.images().size());
    desired.forEach(
        (name, images) -> {
          List<ImmutableSet<Repository>> found =
              images.tagsByDigest().keySet().stream()
                  .map(digest -> sources.of(ImmutableList.of(digest)))
                  .toList();
          assertEquals(ImmutableSet.copyOf(mirrors(name)), found.getFirst());
          assertEquals(1, objectsAmong(found));
        });
  }

  @Test
  void whatIsReferredToIsWhereverAManifestIsThatRefersToIt() {
    ImageSources sources = ImageSources.of(live());
    DescriptorDigest child = Digests.of("child".getBytes(UTF_8));
    for (String name : List.of("image-0", "image-1")) {
      desired.get(name).tagsByDigest().keySet().forEach(image -> sources.inherit(child, image));
    }
    assertEquals(
        Sets.union(
            ImmutableSet.copyOf(mirrors("image-0")), ImmutableSet.copyOf(mirrors("image-1"))),
        sources.of(ImmutableList.of(child)));
    assertTrue(sources.of(ImmutableList.of(Digests.of(new byte[0]))).isEmpty());
  }

  private void tagMore(Repository mirror) {
    registry.push(mirror.toString(), "stable", "layer 7 of 3");
  }

  private SnapshotTaken take(int night) throws IOException {
    InstantSource clock = InstantSource.fixed(NIGHT.plus(Duration.ofDays(night)));
    return new SnapshotTake(new DirectoryStore(directory), registry, registry, fanOut, clock)
        .take(SnapshotRequest.of(desired()));
  }

  private LiveState live() {
    DesiredState wanted = desired();
    return new LiveWalk(registry, fanOut, /* maxRepositories= */ 1_000)
        .read(
            wanted.repositories().keySet(),
            repository -> Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of()),
            wanted.destinations(),
            repository -> true);
  }

  private ArchivedImages archived() {
    return new ArchivedImages(
        desired.values().stream()
            .flatMap(images -> images.tagsByDigest().keySet().stream())
            .collect(ImmutableMap.toImmutableMap(digest -> digest, MirrorsTest::held)),
        ImmutableMap.of());
  }

  private static MergeBaseImage held(DescriptorDigest digest) {
    return new MergeBaseImage(
        new Descriptor("application/json", digest, 1),
        /* managed= */ false,
        /* held= */ true,
        ImmutableList.of(),
        Optional.empty());
  }

  private DesiredState desired() {
    ImmutableSortedMap.Builder<Repository, DesiredRepository> repositories =
        ImmutableSortedMap.naturalOrder();
    for (RegistryPrefix mirror : destinations()) {
      desired.forEach(
          (name, images) ->
              repositories.put(
                  mirror.resolve(name),
                  new DesiredRepository(mirror, images, ImmutableList.of(), Optional.empty())));
    }
    return new DesiredState(repositories.buildOrThrow(), ImmutableSortedSet.copyOf(destinations()));
  }

  private static ImmutableList<RegistryPrefix> destinations() {
    return IntStream.range(0, MIRRORS)
        .mapToObj(mirror -> new RegistryPrefix("mirror-%02d.example".formatted(mirror), "prod"))
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<Repository> mirrors(String name) {
    return destinations().stream()
        .map(mirror -> mirror.resolve(name))
        .collect(ImmutableList.toImmutableList());
  }

  private static int objectsAmong(Collection<?> values) {
    Set<Object> objects = Sets.newIdentityHashSet();
    objects.addAll(values);
    return objects.size();
  }

  private Set<Path> objects() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).collect(Collectors.toSet());
    }
  }
}
