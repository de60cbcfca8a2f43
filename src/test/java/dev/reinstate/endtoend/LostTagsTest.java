package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Listings that show the images, but not their tags. */
final class LostTagsTest {

  private static final String HOST = "us.example";
  private static final String PATH = "prod/app";
  private static final String REPOSITORY = HOST + "/" + PATH;

  private final SampleImages samples = new SampleImages(41);
  private final SampleImage first = samples.oci(50);
  private final SampleImage second = samples.oci(50);
  private final SampleImage theirs = samples.oci(50);

  @TempDir private Path directory;
  private World world;
  private ManifestFile manifest;

  private void start(ListingStyle listing) throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults().withListing(listing));
    manifest = world.manifest("staging.example/team", HOST + "/prod");
    manifest.promote("app", first.digest(), "v1");
    manifest.promote("app", second.digest(), "v2");
    world.put("staging.example/team/app", first);
    world.put("staging.example/team/app", second);
    world.put(REPOSITORY, first, "v1");
    world.put(REPOSITORY, second, "v2");
    world.put(REPOSITORY, theirs);
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @ParameterizedTest
  @EnumSource(ListingStyle.class)
  void aListingWithoutAnyTagIsNotBelieved(ListingStyle listing) throws IOException {
    start(listing);
    world.contents(HOST).tag(PATH, "v1", theirs.digest());
    losing(0);
    assertUnreadable("v");
    assertEquals(Optional.of(theirs.digest()), world.contents(HOST).resolve(PATH, "v1"));
  }

  @ParameterizedTest
  @EnumSource(ListingStyle.class)
  void norOneWithoutATagThatTheSnapshotKnows(ListingStyle listing) throws IOException {
    start(listing);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.contents(HOST).tag(PATH, "v2", theirs.digest());
    losing(1);
    assertUnreadable("v2, which is at " + theirs.digest());
    assertEquals(Optional.of(theirs.digest()), world.contents(HOST).resolve(PATH, "v2"));
  }

  /** What a manifest wants to move is not put as if it were new. */
  @Test
  void aTagMoveThatIsRequestedDoesNotSlipThrough() throws IOException {
    start(ListingStyle.GOOGLE);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    manifest.move("app", "v1", second.digest());
    losing(0);
    assertUnreadable("v");
    assertEquals(Optional.of(first.digest()), world.contents(HOST).resolve(PATH, "v1"));
  }

  @ParameterizedTest
  @EnumSource(ListingStyle.class)
  void tagsThatAreReallyGoneArePutBack(ListingStyle listing) throws IOException {
    start(listing);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.contents(HOST).untag(PATH, "v1");
    world.contents(HOST).untag(PATH, "v2");
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    assertEquals(Optional.of(first.digest()), world.contents(HOST).resolve(PATH, "v1"));
    assertEquals(Optional.of(second.digest()), world.contents(HOST).resolve(PATH, "v2"));
  }

  @ParameterizedTest
  @EnumSource(ListingStyle.class)
  void aSnapshotDoesNotTakeItForTheTruth(ListingStyle listing) throws IOException {
    start(listing);
    losing(0);
    Run take = world.takeSnapshot().endsWith(ExitCode.PARTIAL);
    assertTrue((take.out() + take.err()).contains("does not show tag"), take.out() + take.err());
  }

  private void losing(int shown) {
    world
        .registry(HOST)
        .faults()
        .always(target -> target.endpoint() == Endpoint.TAGS, new Fault.LostTags(shown));
  }

  private void assertUnreadable(String said) {
    Run dry = world.reconcile().endsWith(ExitCode.PARTIAL);
    assertTrue(dry.out().contains("does not show tag " + said), dry.out());
    assertFalse(dry.out().contains("add-tag"), dry.out());
    world.resetCounts();
    world.reconcile("--confirm").endsWith(ExitCode.PARTIAL);
    assertEquals(0, world.requests("PUT") + world.requests("POST"));
  }
}
