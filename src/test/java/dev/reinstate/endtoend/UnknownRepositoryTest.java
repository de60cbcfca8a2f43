package dev.reinstate.endtoend;

import static dev.reinstate.endtoend.KindsOfRequests.assertAsked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.Sets;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Target;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A destination repository that its registry does not know hardly has blobs: they go first, and no
 * manifest is put in vain. When something is there after all, or vanishes, it ends right all the
 * same.
 */
final class UnknownRepositoryTest {

  private static final String US = "us.example";
  private static final String STAGING = "staging.example";
  private static final String PATH = "prod/app";
  private static final int IMAGES = 10;

  /** Two layers and a config. */
  private static final int BLOBS = 3;

  private final SampleImages samples = new SampleImages(31);
  private final List<SampleImage> images =
      Stream.generate(() -> samples.oci(40, 20)).limit(IMAGES).toList();

  @TempDir private Path directory;
  private World world;
  private String source;
  private ManifestFile manifest;

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  /** A host that may take anything is not asked for each blob either. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eachBlobIsSentAndEachManifestPutOnce(boolean strict) throws IOException {
    start(options(strict), STAGING);
    promote(images);
    repair();
    assertAsked(
        world,
        US,
        "GET TAGS",
        2,
        "HEAD MANIFEST",
        IMAGES,
        "HEAD BLOB",
        1,
        "POST UPLOADS",
        BLOBS * IMAGES,
        "PUT UPLOAD",
        BLOBS * IMAGES,
        "PUT MANIFEST",
        IMAGES);
    assertWhole(images);
  }

  @Test
  void onOneHostEachBlobIsMounted() throws IOException {
    start(options(true), US);
    promote(images);
    repair();
    assertAsked(
        world,
        US,
        "GET TAGS",
        3,
        "HEAD MANIFEST",
        IMAGES,
        "GET MANIFEST",
        IMAGES,
        "HEAD BLOB",
        1,
        "POST UPLOADS",
        BLOBS * IMAGES,
        "PUT MANIFEST",
        IMAGES);
    assertWhole(images);
  }

  @Test
  void noChildOfAnIndexIsLookedFor() throws IOException {
    start(options(true), STAGING);
    SampleImage index = samples.ociIndex(samples.oci(30, 20), samples.oci(30, 20));
    promote(List.of(index));
    repair();
    assertAsked(
        world,
        US,
        "GET TAGS",
        2,
        "HEAD MANIFEST",
        1,
        "HEAD BLOB",
        1,
        "POST UPLOADS",
        BLOBS * 2,
        "PUT UPLOAD",
        BLOBS * 2,
        "PUT MANIFEST",
        3);
    assertWhole(index.children());
  }

  /** As CNCF distribution does in object storage, once all tags are deleted. */
  @Test
  void aRepositoryThatIsUnknownThoughItsBlobsAreThereTakesItsManifests() throws IOException {
    start(options(true), STAGING);
    promote(images);
    images.forEach(image -> world.put(US + "/" + PATH, image));
    images.forEach(image -> contents().deleteManifest(PATH, image.digest()));
    forgetRepository();
    repair();
    assertAsked(
        world,
        US,
        "GET TAGS",
        2,
        "HEAD MANIFEST",
        IMAGES,
        "HEAD BLOB",
        1,
        "GET MANIFEST",
        1,
        "PUT MANIFEST",
        IMAGES);
  }

  /** One blob stands for all; the others are sent in vain, which harms nobody. */
  @Test
  void aRepositoryThatHasSomeBlobsIsCompleted() throws IOException {
    start(options(true), STAGING);
    promote(images);
    for (SampleImage image : images) {
      world.put(US + "/" + PATH, image);
      contents().deleteManifest(PATH, image.digest());
      contents().deleteBlob(PATH, image.blobs().keySet().asList().getFirst());
    }
    forgetRepository();
    repair();
    assertWhole(images);
  }

  @Test
  void whatCannotBeLookedAtIsTriedTheOtherWay() throws IOException {
    start(options(true), STAGING);
    promote(images);
    world
        .registry(US)
        .faults()
        .always(target -> target.endpoint() == Endpoint.BLOB, new Fault.Refusal(403, "DENIED"));
    repair();
    assertEquals(2 * IMAGES, world.registry(US).counts().of("PUT", Endpoint.MANIFEST));
    assertWhole(images);
  }

  @ParameterizedTest
  @ValueSource(strings = {STAGING, US})
  void aBlobThatVanishesBeforeTheManifestIsPutIsSuppliedOnceMore(String source) throws IOException {
    start(options(true), source);
    SampleImage image = images.getFirst();
    promote(List.of(image));
    losing(image, 1);
    repair();
    assertWhole(List.of(image));
    assertEquals(BLOBS + 1, world.registry(US).counts().of("POST", Endpoint.UPLOADS));
    assertEquals(2, world.registry(US).counts().of("PUT", Endpoint.MANIFEST));
  }

  @Test
  void soIsOneThatVanishesOnlyThen() throws IOException {
    start(options(true), STAGING);
    SampleImage image = images.getFirst();
    promote(List.of(image));
    losing(image, 2);
    repair();
    assertWhole(List.of(image));
    assertEquals(3, world.registry(US).counts().of("PUT", Endpoint.MANIFEST));
  }

  /** It was mounted, and is sent when it is missed once more, since no mount is believed then. */
  @ParameterizedTest
  @ValueSource(strings = {STAGING, US})
  void aBlobThatVanishesTwiceIsSentOnceMore(String source) throws IOException {
    start(options(true), source);
    SampleImage image = images.getFirst();
    promote(List.of(image));
    DescriptorDigest blob = image.blobs().keySet().asList().getFirst();
    beforePuts(put -> put < 2 ? List.of(blob) : List.of());
    repair();
    assertWhole(List.of(image));
    assertEquals(3, world.registry(US).counts().of("PUT", Endpoint.MANIFEST));
  }

  /** The first image's manifest was taken, so that the blob was noted as there: nobody sent it. */
  @Test
  void aBlobThatWasNotedAsThereIsSentWhenASecondImageMissesIt() throws IOException {
    start(options(true), STAGING);
    SampleImage subject = images.getFirst();
    List<SampleImage> both =
        List.of(samples.referrer(subject, "a/a", 30), samples.referrer(subject, "b/b", 30));
    DescriptorDigest shared =
        Sets.intersection(both.get(0).blobs().keySet(), both.get(1).blobs().keySet())
            .iterator()
            .next();
    world.put(US + "/" + PATH, subject, "subject");
    promote(both);
    both.forEach(image -> world.put(US + "/" + PATH, image));
    both.forEach(image -> contents().deleteManifest(PATH, image.digest()));
    beforePuts(put -> put == 1 ? List.of(shared) : List.of());
    world.resetCounts();
    world.reconcile("--confirm", "--max-missing=100", "--concurrency=1").endsWith(ExitCode.DONE);
    assertTrue(contents().blob(PATH, shared).isPresent());
    both.forEach(image -> assertTrue(contents().manifest(PATH, image.digest()).isPresent()));
    assertEquals(3, world.registry(US).counts().of("PUT", Endpoint.MANIFEST));
  }

  /** Before a manifest is put, these blobs vanish; puts are counted from 0. */
  private void beforePuts(IntFunction<List<DescriptorDigest>> vanishing) {
    AtomicInteger puts = new AtomicInteger();
    world
        .registry(US)
        .latency()
        .set(
            target -> {
              if (isManifestPut(target)) {
                vanishing
                    .apply(puts.getAndIncrement())
                    .forEach(blob -> assertTrue(contents().deleteBlob(PATH, blob)));
              }
              return Duration.ZERO;
            });
  }

  private static EmbeddedRegistryOptions options(boolean strict) {
    EmbeddedRegistryOptions defaults = EmbeddedRegistryOptions.defaults();
    return strict ? defaults.with(Feature.STRICT_REFERENCES) : defaults;
  }

  private void start(EmbeddedRegistryOptions options, String sourceHost) throws IOException {
    world = new World(directory, options);
    world.registry(US);
    source = sourceHost + "/team";
    manifest = world.manifest(source, US + "/prod");
  }

  private void promote(List<SampleImage> promoted) throws IOException {
    for (SampleImage image : promoted) {
      world.put(source + "/app", image);
      manifest.promote("app", image.digest(), "v" + promoted.indexOf(image));
    }
  }

  private RegistryContents contents() {
    return world.contents(US);
  }

  /** The first listing says that there is no such repository. */
  private void forgetRepository() {
    world
        .registry(US)
        .faults()
        .times(
            1,
            target -> target.endpoint() == Endpoint.TAGS,
            new Fault.Refusal(404, "NAME_UNKNOWN"));
  }

  /** Before each of so many first manifests that are put, another blob of the image vanishes. */
  private void losing(SampleImage image, int times) {
    List<DescriptorDigest> blobs = image.blobs().keySet().asList();
    AtomicInteger puts = new AtomicInteger();
    world
        .registry(US)
        .latency()
        .set(
            target -> {
              if (isManifestPut(target)) {
                int put = puts.getAndIncrement();
                if (put < times) {
                  assertTrue(contents().deleteBlob(PATH, blobs.get(put)));
                }
              }
              return Duration.ZERO;
            });
  }

  private static boolean isManifestPut(Target target) {
    return target.method().equals("PUT") && target.endpoint() == Endpoint.MANIFEST;
  }

  private void repair() {
    world.resetCounts();
    world.reconcile("--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
  }

  private void assertWhole(List<SampleImage> promoted) {
    for (SampleImage image : promoted) {
      assertEquals(Optional.of(image.manifest()), contents().manifest(PATH, image.digest()));
      image
          .blobs()
          .keySet()
          .forEach(blob -> assertTrue(contents().blob(PATH, blob).isPresent(), blob.toString()));
    }
  }
}
