package dev.reinstate.endtoend;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How many requests of which kind a repair takes, whole runs counted: each destination repository
 * is known and listed twice, before and after, and each host is asked once of what kind it is.
 */
final class WriteRequestsTest {

  private static final String US = "us.example";
  private static final String STAGING = "staging.example";
  private static final int IMAGES = 10;

  /** Two layers and a config. */
  private static final long BLOBS = 3;

  private final SampleImages samples = new SampleImages(23);
  private final List<SampleImage> images =
      Stream.generate(() -> samples.oci(40, 20)).limit(IMAGES).toList();
  private final SampleImage index =
      samples.ociIndex(samples.oci(30), samples.oci(30), samples.oci(30));

  /** Without it, registries do not know the repository, and each missing image is asked for. */
  private final SampleImage other = samples.oci(10);

  @TempDir private Path directory;
  private World world;
  private ManifestFile manifest;

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "3,3"})
  void aDeletedImageWhoseBlobsAreThereTakesItsManifestAndNoMore(int tags, long puts)
      throws IOException {
    start(strict(), US + "/prod");
    images.forEach(image -> promote(image, tags));
    images.forEach(image -> world.put(US + "/prod/app", image));
    images.forEach(image -> world.contents(US).deleteManifest("prod/app", image.digest()));
    repair();
    assertRequests(US, "GET TAGS", 2, "GET MANIFEST", 1, "PUT MANIFEST", puts * IMAGES);
    assertRequests(STAGING, "GET TAGS", 1, "GET MANIFEST", IMAGES);
  }

  @Test
  void theSnapshotSparesTheReadingOfManifests() throws IOException {
    start(strict(), US + "/prod");
    images.forEach(image -> promote(image, 1));
    for (int i = 0; i < IMAGES; i++) {
      world.put(US + "/prod/app", images.get(i), "v" + (i + 1) + ".0");
    }
    world.takeSnapshot().endsWith(ExitCode.DONE);
    images.forEach(image -> world.contents(US).deleteManifest("prod/app", image.digest()));
    repair();
    assertRequests(US, "GET TAGS", 2, "GET MANIFEST", 1, "PUT MANIFEST", IMAGES);
    assertRequests(STAGING, "GET TAGS", 1);
  }

  @Test
  void anIndexTakesOneMorePutForEachChildThatIsGone() throws IOException {
    start(strict(), US + "/prod");
    promote(index, 1);
    index.children().forEach(child -> world.put(US + "/prod/app", child));
    index
        .children()
        .forEach(child -> world.contents(US).deleteManifest("prod/app", child.digest()));
    repair();
    assertRequests(US, "GET TAGS", 2, "HEAD MANIFEST", 3, "GET MANIFEST", 1, "PUT MANIFEST", 4);
    assertRequests(STAGING, "GET MANIFEST", 4);
  }

  @Test
  void childrenThatTheSnapshotKnowsToBeGoneAreNotLookedFor() throws IOException {
    start(strict(), US + "/prod");
    promote(index, 1);
    world.put(US + "/prod/app", index, "v1.0");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    index
        .children()
        .forEach(child -> world.contents(US).deleteManifest("prod/app", child.digest()));
    world.contents(US).deleteManifest("prod/app", index.digest());
    repair();
    assertRequests(US, "GET TAGS", 2, "GET MANIFEST", 1, "PUT MANIFEST", 4);
  }

  @Test
  void childrenThatTheListingShowsAreNotLookedFor() throws IOException {
    start(strict(), US + "/prod");
    promote(index, 1);
    index.children().forEach(child -> world.put(US + "/prod/app", child));
    repair();
    assertRequests(US, "GET TAGS", 2, "PUT MANIFEST", 1);
  }

  @Test
  void onOneHostABlobIsMountedByOneRequest() throws IOException {
    world = new World(directory, strict());
    manifest = world.manifest(US + "/team", US + "/prod");
    world.put(US + "/prod/app", other);
    images.forEach(image -> world.put(US + "/team/app", image));
    for (int i = 0; i < IMAGES; i++) {
      manifest.promote("app", images.get(i).digest(), "v" + i);
    }
    repair();
    assertRequests(
        US,
        "GET TAGS",
        3,
        "GET MANIFEST",
        1 + IMAGES,
        "PUT MANIFEST",
        2 * IMAGES,
        "POST UPLOADS",
        BLOBS * IMAGES);
  }

  @Test
  void betweenHostsABlobIsReadOnceAndSentByTwoRequests() throws IOException {
    start(strict(), US + "/prod");
    images.forEach(image -> promote(image, 1));
    repair();
    assertSent(US, IMAGES);
    assertRequests(STAGING, "GET TAGS", 1, "GET MANIFEST", IMAGES, "GET BLOB", BLOBS * IMAGES);
  }

  @Test
  void betweenHostsASmallBlobIsSentByOneRequestWhereThatGoes() throws IOException {
    start(strict().with(Feature.SINGLE_POST), US + "/prod");
    images.forEach(image -> promote(image, 1));
    repair();
    assertRequests(
        US,
        "GET TAGS",
        2,
        "GET MANIFEST",
        1,
        "PUT MANIFEST",
        2 * IMAGES,
        "POST UPLOADS",
        BLOBS * IMAGES);
    assertRequests(STAGING, "GET TAGS", 1, "GET MANIFEST", IMAGES, "GET BLOB", BLOBS * IMAGES);
  }

  @Test
  void oneImageIsReadOnceForAllItsDestinations() throws IOException {
    List<String> hosts = IntStream.range(0, 22).mapToObj(i -> "r" + i + ".example").toList();
    start(strict(), hosts.stream().map(host -> host + "/prod").toArray(String[]::new));
    promote(images.getFirst(), 1);
    repair();
    hosts.forEach(host -> assertSent(host, 1));
    assertRequests(STAGING, "GET MANIFEST", 1, "GET BLOB", BLOBS);
  }

  @Test
  void ofAHostThatMayTakeAnythingEachBlobIsLookedFor() throws IOException {
    start(EmbeddedRegistryOptions.defaults(), US + "/prod");
    images.forEach(image -> promote(image, 1));
    images.forEach(image -> world.put(US + "/prod/app", image));
    images.forEach(image -> world.contents(US).deleteManifest("prod/app", image.digest()));
    repair();
    assertRequests(
        US, "GET TAGS", 2, "GET MANIFEST", 1, "HEAD BLOB", BLOBS * IMAGES, "PUT MANIFEST", IMAGES);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTagOfAnImageThatIsThereTakesOnePut(int tags) throws IOException {
    start(strict(), US + "/prod");
    promote(images.getFirst(), tags);
    world.put(US + "/prod/app", other, "other");
    world.put(US + "/prod/app", images.getFirst());
    repair();
    assertRequests(US, "GET TAGS", 2, "GET MANIFEST", 1, "PUT MANIFEST", tags);
  }

  /** A listing without any tag is doubted, so that the tags it should show are looked at. */
  @Test
  void whereNoTagIsListedEachThatShouldBeIsLookedAtOnce() throws IOException {
    start(strict(), US + "/prod");
    promote(images.getFirst(), 2);
    world.put(US + "/prod/app", images.getFirst());
    repair();
    assertRequests(US, "GET TAGS", 2, "HEAD MANIFEST", 2, "GET MANIFEST", 1, "PUT MANIFEST", 2);
  }

  private static EmbeddedRegistryOptions strict() {
    return EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES);
  }

  private void start(EmbeddedRegistryOptions options, String... destinations) throws IOException {
    world = new World(directory, options);
    manifest = world.manifest(STAGING + "/team", destinations);
    for (String destination : destinations) {
      world.put(destination + "/app", other);
    }
  }

  /** The image number i, from 1, gets tags vi.0, vi.1 and so on. */
  private void promote(SampleImage image, int tags) {
    world.put(STAGING + "/team/app", image);
    int number = Math.max(0, images.indexOf(image)) + 1;
    String[] names =
        IntStream.range(0, tags).mapToObj(i -> "v" + number + "." + i).toArray(String[]::new);
    try {
      manifest.promote("app", image.digest(), names);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void repair() {
    world.resetCounts();
    world.reconcile("--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
  }

  private void assertSent(String host, long count) {
    assertRequests(
        host,
        "GET TAGS",
        2,
        "GET MANIFEST",
        1,
        "PUT MANIFEST",
        2 * count,
        "POST UPLOADS",
        BLOBS * count,
        "PUT UPLOAD",
        BLOBS * count);
  }

  private void assertRequests(String host, Object... expected) {
    KindsOfRequests.assertAsked(world, host, expected);
  }
}
