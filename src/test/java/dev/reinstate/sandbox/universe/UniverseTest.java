package dev.reinstate.sandbox.universe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.load.ManifestLoader;
import dev.reinstate.manifest.load.ManifestSources;
import dev.reinstate.sandbox.content.RegistryContents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a universe holds and answers while nothing is wrong. */
final class UniverseTest {

  private static final String LONG = Catalog.ROOT + "/ci-images/every-commit";
  private static final int LONG_IMAGES = 10_500;
  private static final int LAST_PORT = 65_535;
  private static final String CENTRAL = "us-central1-docker.pkg.dev";
  private static final String PARENT =
      "/v1/projects/k8s-artifacts-prod/locations/us-central1/repositories/images/dockerImages";

  @TempDir private static Path directory;
  private static Universe universe;

  @BeforeAll
  static void start() throws IOException {
    universe =
        new Universe(SmallUniverse.options(SmallUniverse.manifests(directory.resolve("like")), 2));
  }

  @AfterAll
  static void stop() throws IOException {
    universe.close();
  }

  private static LoadedManifests loaded(Path manifests) {
    return new ManifestLoader(new FanOut(2))
        .load(new ManifestSources(ImmutableList.of(manifests), ImmutableList.of()));
  }

  @Test
  void allThatItsManifestsWantIsThere() throws IOException {
    UniverseFiles files = new UniverseFiles(directory.resolve("written"));
    files.write(universe);
    LoadedManifests loaded = loaded(files.manifests());

    assertEquals(ImmutableList.of(), loaded.problems());
    // A tag or more for each image, at two paths in two regions, and what only one region has.
    assertEquals(4 * (SmallUniverse.IMAGES + 4) + LONG_IMAGES, loaded.counts().edges());
    for (var repository : loaded.desired().repositories().entrySet()) {
      RegistryContents region = region(repository.getKey()).contents();
      for (var image : repository.getValue().images().tagsByDigest().entrySet()) {
        String path = repository.getKey().path();
        assertTrue(region.manifest(path, image.getKey()).isPresent(), path);
        for (String tag : image.getValue()) {
          assertEquals(image.getKey(), region.resolve(path, tag).orElseThrow());
        }
      }
    }
    String manifest =
        Files.readString(
            files.manifests().resolve("manifests/k8s-staging-demo/promoter-manifest.yaml"));
    assertTrue(
        manifest.contains("- name: us-central1-docker.pkg.dev/k8s-staging-images/demo\n  src:")
            && manifest.endsWith("imagesPath: ../../images/k8s-staging-demo/images.yaml\n"),
        manifest);
  }

  private static Region region(Repository repository) {
    return universe.regions().stream()
        .filter(region -> RegionNames.host(region.name()).equals(repository.host()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void manifestsOfOthersAreNotOverwritten() throws IOException {
    Path taken = directory.resolve("taken");
    Path theirs = SmallUniverse.manifests(taken.resolve("manifests"));
    assertThrows(FileAlreadyExistsException.class, () -> new UniverseFiles(taken).write(universe));
    assertTrue(Files.exists(theirs.resolve("images/k8s-staging-demo/images.yaml")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--thin-manifest-dir=elsewhere", ""})
  void optionsOfOthersAreNoProofThatManifestsAreAUniverses(String theirs) throws IOException {
    Path taken = directory.resolve("options-of-others" + theirs.length());
    Path manifests = SmallUniverse.manifests(taken.resolve("manifests"));
    Files.writeString(taken.resolve("options"), theirs);
    assertThrows(FileAlreadyExistsException.class, () -> new UniverseFiles(taken).write(universe));
    assertTrue(Files.exists(manifests.resolve("images/k8s-staging-demo/images.yaml")));
    assertEquals(theirs, Files.readString(taken.resolve("options")));
  }

  @Test
  void optionsOfOthersAreNotOverwritten() throws IOException {
    Path taken = Files.createDirectory(directory.resolve("only-options"));
    Files.writeString(taken.resolve("options"), "--confirm");
    assertThrows(FileAlreadyExistsException.class, () -> new UniverseFiles(taken).write(universe));
    assertEquals("--confirm", Files.readString(taken.resolve("options")));
    assertTrue(Files.notExists(taken.resolve("manifests")));
  }

  /** So that a universe that was killed while it wrote knows its own directory again. */
  @Test
  void optionsAreWrittenBeforeManifests() throws IOException {
    UniverseFiles files = new UniverseFiles(directory.resolve("killed"));
    files.write(universe);
    FileTime first = Files.getLastModifiedTime(files.options());
    try (Stream<Path> all = Files.walk(files.manifests())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        assertTrue(Files.getLastModifiedTime(file).compareTo(first) >= 0, file.toString());
      }
    }
    files.write(universe);
    assertEquals(ImmutableList.of(), loaded(files.manifests()).problems());
  }

  @Test
  void promotionsOfOneNameAreAllWritten() throws IOException {
    Path one = SmallUniverse.manifests(directory.resolve("one"));
    Path other = directory.resolve("other");
    for (String project : ImmutableList.of("k8s-staging-demo", "k8s-staging-ci-images")) {
      Path manifests = Files.createDirectories(other.resolve("manifests").resolve(project));
      Files.writeString(
          manifests.resolve("promoter-manifest.yaml"),
          "registries:\n- name: gcr.io/%1$s\n  src: true\n- name: us.gcr.io/prod/of-%1$s\n"
              .formatted(project));
      Path images = Files.createDirectories(other.resolve("images").resolve(project));
      Files.writeString(
          images.resolve("images.yaml"),
          "- name: app\n  dmap:\n    \"sha256:%s\": [\"v9\"]\n".formatted("b".repeat(64)));
    }
    UniverseOptions options = SmallUniverse.options(one, 1);
    try (Universe both =
        new Universe(
            new UniverseOptions(
                0,
                1,
                ImmutableList.of(one, other),
                0,
                0,
                Duration.ZERO,
                Duration.ZERO,
                options.clock()))) {
      UniverseFiles files = new UniverseFiles(directory.resolve("both"));
      files.write(both);
      LoadedManifests loaded = loaded(files.manifests());
      assertEquals(ImmutableList.of(), loaded.problems());
      assertEquals(2 * (SmallUniverse.IMAGES + 4) + 2 + LONG_IMAGES, loaded.counts().edges());
    }
  }

  @Test
  void whatWasStartedEndsWhenTheRestCannotBe() throws IOException {
    UniverseOptions options = SmallUniverse.options(directory.resolve("like"), 1);
    UniverseOptions beyond =
        new UniverseOptions(
            LAST_PORT - 1, 1, options.like(), 0, 0, Duration.ZERO, Duration.ZERO, options.clock());
    assertThrows(IllegalArgumentException.class, () -> new Universe(beyond));
    try (ServerSocket again = new ServerSocket()) {
      again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), LAST_PORT));
      assertTrue(again.isBound());
    }
  }

  @Test
  void aLongListingIsCutWithoutAWordAndTheInventoryIsNot() throws Exception {
    JsonNode listing =
        SmallUniverse.json(
            SmallUniverse.pull(SmallUniverse.address(universe, CENTRAL), LONG, "tags/list"));
    assertEquals(10_000, listing.get("manifest").size());
    assertEquals(10_000, listing.get("tags").size());

    Set<String> uris = new HashSet<>();
    String token = "";
    int pages = 0;
    do {
      JsonNode page =
          SmallUniverse.json(
              SmallUniverse.get(
                  SmallUniverse.address(universe, "artifactregistry.googleapis.com")
                      + PARENT
                      + "?pageSize=5000&fields=nextPageToken,dockerImages(uri)&pageToken="
                      + token));
      assertTrue(page.get("dockerImages").size() <= 1_000);
      page.get("dockerImages")
          .forEach(
              image -> {
                assertEquals(1, image.size(), "only what was asked for");
                uris.add(image.get("uri").asText());
              });
      token = page.path("nextPageToken").asText("");
      pages++;
    } while (!token.isEmpty());
    assertEquals(LONG_IMAGES, uris.stream().filter(uri -> uri.contains("/" + LONG + "@")).count());
    assertEquals((uris.size() + 999) / 1_000, pages);
  }

  @Test
  void onlyTheCanonicalRegionHasSignatures() {
    assertEquals(
        ImmutableList.of(2 * (SmallUniverse.IMAGES / 5), 0),
        universe.regions().stream()
            .map(
                region ->
                    region.contents().state().values().stream()
                        .flatMap(repository -> repository.tags().keySet().stream())
                        .filter(tag -> tag.matches("sha256-[0-9a-f]{64}\\.sig"))
                        .toList()
                        .size())
            .collect(ImmutableList.toImmutableList()));
  }

  @Test
  void bytesAreWhatTheirDigestsSayAndLayersAreShared() {
    Set<String> shared = new HashSet<>();
    int blobs = 0;
    for (Catalog.Seed seed : universe.catalog().seeds()) {
      assertTrue(seed.image().manifest().manifest().matchesDigest());
      blobs += seed.image().blobs().size();
      seed.image().blobs().keySet().forEach(digest -> shared.add(digest.getHash()));
    }
    universe
        .catalog()
        .blobs()
        .forEach(
            (digest, bytes) ->
                assertEquals(digest.getHash(), Hashing.sha256().hashBytes(bytes).toString()));
    assertTrue(shared.size() < blobs, blobs + " of " + shared.size());
  }

  @Test
  void theMirrorServesEveryBlob() throws Exception {
    var blob = universe.catalog().blobs().entrySet().iterator().next();
    HttpResponse<String> there = SmallUniverse.get(universe.mirrorUrl() + "/" + blob.getKey());
    assertEquals(new String(blob.getValue(), StandardCharsets.UTF_8), there.body());
    for (String wrong : ImmutableSet.of("/sha256:" + "0".repeat(64), "/none", "")) {
      assertEquals(404, SmallUniverse.get(universe.mirrorUrl() + wrong).statusCode());
    }
  }

  @Test
  void regionsLieAtEqualStepsFromTheNearestToTheFarthest() {
    UniverseOptions options =
        new UniverseOptions(
            0,
            22,
            ImmutableList.of(),
            0,
            0,
            Duration.ofMillis(5),
            Duration.ofMillis(250),
            () -> Instant.EPOCH);
    assertEquals(Duration.ofMillis(5), options.distance(0));
    assertEquals(Duration.ofNanos(16_666_666), options.distance(1));
    assertEquals(Duration.ofMillis(250), options.distance(21));
  }

  @Test
  void regionsBeyondThoseOfTodayAreInvented() {
    ImmutableList<String> names = RegionNames.first(64);
    assertEquals(64, ImmutableSet.copyOf(names).size());
    assertEquals(RegionNames.TODAY, names.subList(0, 22));
  }
}
