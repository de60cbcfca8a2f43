package dev.reinstate.endtoend;

import static dev.reinstate.endtoend.KindsOfRequests.assertAsked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whether a source has an image is found out by a request for each where listings do not tell: a
 * dry run only looks, a confirmed one fetches what it is about to copy, and both plan the same.
 */
final class FetchedSourcesTest {

  private static final String STAGING = "staging.example";
  private static final String[] CONFIRMED = {"--confirm", "--json", "--max-missing=100"};

  /** Two layers and a config. */
  private static final int BLOBS = 3;

  private final SampleImages samples = new SampleImages(37);

  @TempDir private Path directory;
  private World world;

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  /** One image is asked for without a listing. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void aDryRunLooksAndAConfirmedOneFetchesOnce(int count) throws IOException {
    promote(count);
    int listings = count > 1 ? 1 : 0;
    plan();
    assertStagingAsked(listings, "HEAD MANIFEST", count);

    world.resetCounts();
    world.reconcile(CONFIRMED).endsWith(ExitCode.DONE);
    assertStagingAsked(listings, "GET MANIFEST", count, "GET BLOB", BLOBS * count);
  }

  @Test
  void eachIsFetchedAlsoWhereTheSnapshotHasIt() throws IOException {
    List<SampleImage> images = promote(3);
    world.reconcile(CONFIRMED).endsWith(ExitCode.DONE);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    images.forEach(
        image -> world.contents("us.example").deleteManifest("prod/app", image.digest()));
    world.resetCounts();
    world.reconcile(CONFIRMED).endsWith(ExitCode.DONE);
    assertStagingAsked(1, "GET MANIFEST", 3);
  }

  @Test
  void whatASourceLacksIsLostAllTheSame() throws IOException {
    SampleImage image = promote(1).getFirst();
    world.contents(STAGING).deleteManifest("team/app", image.digest());
    String dry = plan();
    Run run = world.reconcile(CONFIRMED).endsWith(ExitCode.PARTIAL);
    assertEquals(dry, planOf(run));
    assertEquals(1, run.json().at("/summary/lost").asInt());
  }

  /** To an id that a dry run gave, a human may have said yes. */
  @Test
  void whatCannotBeFetchedIsPlannedAsByADryRunAndFails() throws IOException {
    promote(1);
    world
        .registry(STAGING)
        .faults()
        .always(
            target -> target.endpoint() == Endpoint.MANIFEST && target.method().equals("GET"),
            new Fault.WrongBytes());
    String dry = plan();
    Run run = world.reconcile(CONFIRMED).endsWith(ExitCode.PARTIAL);
    assertEquals(dry, planOf(run));
    assertEquals(List.of("failed"), run.plan().outcomes());
    assertFalse(world.contents("us.example").state().containsKey("prod/app"));
  }

  /** Of so many images; only staging has them. */
  private List<SampleImage> promote(int count) throws IOException {
    List<SampleImage> images = Stream.generate(() -> samples.oci(40, 20)).limit(count).toList();
    world =
        new World(
            directory,
            EmbeddedRegistryOptions.defaults()
                .with(Feature.STRICT_REFERENCES)
                .withListing(ListingStyle.OCI));
    world.registry("us.example");
    ManifestFile manifest = world.manifest(STAGING + "/team", "us.example/prod");
    for (SampleImage image : images) {
      world.put(STAGING + "/team/app", image);
      manifest.promote("app", image.digest(), "v" + images.indexOf(image));
    }
    return images;
  }

  /** The id of a dry run's plan. */
  private String plan() {
    world.resetCounts();
    return planOf(world.reconcile("--json"));
  }

  private static String planOf(Run run) {
    return run.json().path("planId").asText();
  }

  private void assertStagingAsked(int listings, Object... more) {
    Stream<Object> lists = listings > 0 ? Stream.of("GET TAGS", listings) : Stream.of();
    assertAsked(world, STAGING, Stream.concat(lists, Stream.of(more)).toArray());
  }
}
