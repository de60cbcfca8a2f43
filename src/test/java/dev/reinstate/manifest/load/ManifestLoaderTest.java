package dev.reinstate.manifest.load;

import static dev.reinstate.manifest.ManifestTree.REGISTRIES;
import static dev.reinstate.manifest.ManifestTree.digest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.ManifestCounts;
import dev.reinstate.manifest.ManifestLocations;
import dev.reinstate.manifest.ManifestTree;
import dev.reinstate.manifest.TaggedImages;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestLoaderTest {

  private static final Repository US_PAUSE = Repository.parse("us.gcr.io/prod/pause");
  private static final Repository EU_PAUSE = Repository.parse("eu.gcr.io/prod/pause");

  @TempDir Path root;
  private ManifestTree tree;

  @BeforeEach
  void plant() {
    tree = new ManifestTree(root);
  }

  @Test
  void everyDestinationGetsEveryImage() {
    tree.manifest(
        "a", REGISTRIES, images("pause", line("one", "\"3.1\", \"latest\"") + line("two", "")));

    LoadedManifests loaded = tree.load();

    assertEquals(ImmutableList.of(), loaded.problems());
    assertEquals(ImmutableSet.of(US_PAUSE, EU_PAUSE), loaded.desired().repositories().keySet());
    DesiredRepository pause = loaded.desired().repositories().get(US_PAUSE);
    assertEquals(RegistryPrefix.parse("us.gcr.io/prod"), pause.destination());
    assertEquals(ImmutableList.of(Repository.parse("gcr.io/staging/pause")), pause.sources());
    assertEquals(Optional.of("promoter@example.com"), pause.serviceAccount());
    assertEquals(
        ImmutableMap.of(
            digest("one"), ImmutableSortedSet.of("3.1", "latest"),
            digest("two"), ImmutableSortedSet.of()),
        pause.images().tagsByDigest());
    assertEquals(new ManifestCounts(1, 1, 2, 2, 2, 6), loaded.counts());
  }

  @Test
  void mirrorsShareOneValue() {
    tree.manifest("a", REGISTRIES, images("pause", line("one", "\"1\"")));

    DesiredState desired = tree.load().desired();

    assertSame(
        desired.repositories().get(US_PAUSE).images(),
        desired.repositories().get(EU_PAUSE).images());
  }

  @Test
  void aNameInSeveralEntriesIsMerged() {
    tree.manifest(
        "a",
        REGISTRIES,
        images("pause", line("one", "\"1\""))
            + images("pause", line("two", "\"2\"") + line("one", "\"uno\"")));

    LoadedManifests loaded = tree.load();

    assertEquals(ImmutableList.of(), loaded.problems());
    assertEquals(
        ImmutableMap.of(
            digest("one"), ImmutableSortedSet.of("1", "uno"),
            digest("two"), ImmutableSortedSet.of("2")),
        loaded.desired().repositories().get(US_PAUSE).images().tagsByDigest());
    assertEquals(2, loaded.counts().imageEntries());
  }

  @Test
  void anImagesFileOfCommentsHasNoImages() {
    tree.manifest("a", REGISTRIES, "# nothing promoted yet\n");

    LoadedManifests loaded = tree.load();

    assertEquals(ImmutableList.of(), loaded.problems());
    assertEquals(new ManifestCounts(1, 0, 0, 0, 0, 0), loaded.counts());
    assertEquals(2, loaded.desired().destinations().size());
  }

  @Test
  void aSingleManifestHoldsRegistriesAndImages() {
    Path file = root.resolve("plain.yaml");
    tree.write(file, REGISTRIES + "images:\n" + images("pause", line("one", "\"1\"")));

    LoadedManifests loaded = ManifestTree.load(ImmutableList.of(), ImmutableList.of(file));

    assertEquals(ImmutableList.of(), loaded.problems());
    assertEquals(new ManifestCounts(1, 1, 1, 1, 2, 2), loaded.counts());
  }

  @Test
  void whatThePromoterPassesOverIsPassedOver() {
    tree.manifest("a", REGISTRIES + "imagesPath: ../../images/elsewhere.yaml\n", "");
    tree.write(root.resolve("manifests/README.md"), "# hello");
    tree.write(root.resolve("manifests/a/OWNERS"), "approvers: [me]");
    tree.write(root.resolve("manifests/empty/OWNERS"), "approvers: [me]");
    tree.write(root.resolve("images/orphan/images.yaml"), "nonsense");
    new ManifestTree(root.resolve("archived")).manifest("b", "nonsense", "nonsense");

    LoadedManifests loaded = tree.load();

    assertEquals(ImmutableList.of(), loaded.problems());
    assertEquals(1, loaded.counts().manifests());
  }

  @Test
  void overlappingDestinationsMeetInOneRepository() {
    tree.manifest(
        "a", registries("gcr.io/old", "us.gcr.io/prod"), images("dns/kube", line("one", "\"1\"")));
    tree.manifest(
        "b",
        registries("gcr.io/new", "us.gcr.io/prod/dns"),
        images("kube", line("one", "\"1\"") + line("two", "\"2\"")));

    LoadedManifests loaded = tree.load();

    assertEquals(ImmutableList.of(), loaded.problems());
    DesiredRepository kube =
        loaded.desired().repositories().get(Repository.parse("us.gcr.io/prod/dns/kube"));
    assertEquals(RegistryPrefix.parse("us.gcr.io/prod/dns"), kube.destination());
    assertEquals(
        ImmutableList.of(
            Repository.parse("gcr.io/old/dns/kube"), Repository.parse("gcr.io/new/kube")),
        kube.sources());
    assertEquals(
        ImmutableMap.of("1", digest("one"), "2", digest("two")), kube.images().digestByTag());
    assertEquals(2, loaded.counts().edges());
  }

  @Test
  void aTagWithTwoDigestsIsDroppedAndItsImagesStay() {
    tree.manifest(
        "a", registries("gcr.io/x", "us.gcr.io/prod"), images("dns/kube", line("one", "\"1\"")));
    tree.manifest(
        "b",
        registries("gcr.io/y", "us.gcr.io/prod/dns"),
        images("kube", line("two", "\"ok\", \"1\"")));

    assertEquals(
        ImmutableList.of(
            "images/b/images.yaml:3:87: tag '1' of us.gcr.io/prod/dns/kube is given "
                + digest("two")
                + " here and "
                + digest("one")
                + " at images/a/images.yaml:3:81; keep one"),
        tree.problems());
    TaggedImages kube =
        tree.load()
            .desired()
            .repositories()
            .get(Repository.parse("us.gcr.io/prod/dns/kube"))
            .images();
    assertEquals(ImmutableMap.of("ok", digest("two")), kube.digestByTag());
    assertEquals(ImmutableSet.of(digest("one"), digest("two")), kube.tagsByDigest().keySet());
  }

  @Test
  void aConflictInAllMirrorsIsOneProblem() {
    tree.manifest("a", REGISTRIES, images("pause", line("one", "\"1\"") + line("two", "\"1\"")));

    ImmutableList<String> problems = tree.problems();

    assertEquals(1, problems.size());
    assertEquals(
        "images/a/images.yaml:4:81: tag '1' of eu.gcr.io/prod/pause (and 1 more)",
        problems.getFirst().substring(0, problems.getFirst().indexOf(" is given")));
  }

  @Test
  void locationsOfImagesAndTagsAreKnown() {
    tree.manifest("a", REGISTRIES, images("pause", line("one", "\"1\"") + line("two", "\"2\"")));

    ManifestLocations locations = tree.load().locations();

    String file = tree.imagesPath("a").toString();
    assertEquals(Optional.of(new Location(file, 4, 5)), locations.ofImage(EU_PAUSE, digest("two")));
    assertEquals(Optional.of(new Location(file, 3, 81)), locations.ofTag(US_PAUSE, "1"));
    assertEquals(Optional.empty(), locations.ofTag(US_PAUSE, "3"));
    assertEquals(Optional.empty(), locations.ofTag(Repository.parse("us.gcr.io/prod/pauser"), "1"));
  }

  private static String registries(String source, String destination) {
    return "registries: [{name: %s, src: true}, {name: %s}]%n".formatted(source, destination);
  }

  private static String images(String name, String lines) {
    return "- name: " + name + "\n  dmap:\n" + lines;
  }

  private static String line(String digest, String tags) {
    return "    \"" + digest(digest) + "\": [" + tags + "]\n";
  }
}
