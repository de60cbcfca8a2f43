package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is attached to images without a tag comes back, whether or not a listing shows it. */
final class ReferrersTest {

  private static final EmbeddedRegistryOptions PLAIN =
      EmbeddedRegistryOptions.defaults().withListing(ListingStyle.OCI).withPageSize(1);
  private static final String REPOSITORY = "us.example/prod/app";

  private final SampleImages samples = new SampleImages(53);
  private final SampleImage child = samples.oci(40, 20);
  private final SampleImage index = samples.ociIndex(child, samples.oci(30));
  private final SampleImage sbom = samples.referrer(index, "application/spdx+json", 20);
  private final SampleImage proof = samples.referrer(index, "application/proof", 20);
  private final SampleImage ofChild = samples.referrer(child, "application/proof", 21);
  private final SampleImage ofSbom = samples.referrer(sbom, "application/proof", 22);

  @TempDir private Path directory;

  @Test
  void thoseThatOnlyTheReferrersApiShowsComeBack() throws IOException {
    try (World world = promoted(PLAIN)) {
      referrers().forEach(each -> world.put(REPOSITORY, each));
      world.takeSnapshot().endsWith(ExitCode.DONE);
      assertBringsBackAll(world);
    }
  }

  @Test
  void theSameWhereTheListingShowsThemWhichTakesNoRequestMore() throws IOException {
    try (World world = promoted(EmbeddedRegistryOptions.defaults())) {
      referrers().forEach(each -> world.put(REPOSITORY, each));
      world.takeSnapshot().endsWith(ExitCode.DONE);
      assertBringsBackAll(world);
      assertEquals(0, asked(world));
    }
  }

  @Test
  void eachImageIsAskedAboutOncePerTakeAndNoneByTheMainJob() throws IOException {
    try (World world = promoted(PLAIN.withPageSize(1000))) {
      referrers().forEach(each -> world.put(REPOSITORY, each));
      world.takeSnapshot().endsWith(ExitCode.DONE);
      assertEquals(3 + 4, asked(world), "an index, its children, and what refers to them");
      world.takeSnapshot().endsWith(ExitCode.DONE);
      assertEquals(2 * (3 + 4), asked(world));
      world.reconcile().endsWith(ExitCode.DONE);
      assertEquals(2 * (3 + 4), asked(world));
    }
  }

  @Test
  void aHostWithoutTheApiIsAskedOnceATake() throws IOException {
    try (World world = promoted(PLAIN.without(Feature.REFERRERS))) {
      for (String other : ImmutableList.of("b", "c", "d")) {
        world.put("us.example/prod/" + other, index, "v1");
        world
            .manifest("staging.example/team", "us.example/prod")
            .promote(other, index.digest(), "v1");
      }
      world.takeSnapshot().endsWith(ExitCode.DONE);
      assertEquals(1, asked(world));
    }
  }

  /** By the specification's fallback: clients keep a list under a tag, which the listing shows. */
  @Test
  void whereThereIsNoApiTheyComeBackWithTheTagThatListsThem() throws IOException {
    try (World world = promoted(PLAIN.without(Feature.REFERRERS))) {
      SampleImage list = samples.ociIndex(sbom, proof);
      world.put(REPOSITORY, list, tag(index));
      world.put(REPOSITORY, samples.ociIndex(ofChild), tag(child));
      world.put(REPOSITORY, samples.ociIndex(ofSbom), tag(sbom));
      world.takeSnapshot().endsWith(ExitCode.DONE);
      assertBringsBackAll(world);

      var before = world.state();
      world.contents("us.example").untag("prod/app", tag(child));
      world.delete(REPOSITORY, list);
      referrers().forEach(each -> world.delete(REPOSITORY, each));
      world.reconcile("--confirm").endsWith(ExitCode.DONE);
      assertEquals(before, world.state());
      assertClean(world);
    }
  }

  /** A client that deletes a referrer takes it out of the list too, and others add to it. */
  @Test
  void oneThatTheListNoLongerNamesIsListedAgainBesideWhatIsNew() throws IOException {
    try (World world = promoted(PLAIN.without(Feature.REFERRERS))) {
      world.put(REPOSITORY, proof);
      world.put(REPOSITORY, sbom);
      world.put(REPOSITORY, samples.ociIndex(sbom, proof), tag(index));
      world.takeSnapshot().endsWith(ExitCode.DONE);
      SampleImage fresh = samples.referrer(index, "application/proof", 23);
      SampleImage list = samples.ociIndex(fresh);
      world.put(REPOSITORY, fresh);
      world.put(REPOSITORY, list, tag(index));
      world.delete(REPOSITORY, sbom);
      world.delete(REPOSITORY, proof);
      world.reconcile("--confirm").endsWith(ExitCode.DONE);

      assertEquals(
          ImmutableSet.of(fresh.digest(), sbom.digest(), proof.digest()), listed(world, index));
      assertClean(world);
      world.takeSnapshot().endsWith(ExitCode.DONE);
      assertClean(world);
    }
  }

  @Test
  void aRegistryWithoutTheApiGetsTheListThatAnotherDidNotNeed() throws IOException {
    Path snapshot = directory.resolve("snapshot");
    try (World world = promoted(PLAIN)) {
      referrers().forEach(each -> world.put(REPOSITORY, each));
      world.takeSnapshot().endsWith(ExitCode.DONE);
    }
    try (World world =
        new World(directory.resolve("new"), snapshot, PLAIN.without(Feature.REFERRERS))) {
      world.registry("staging.example");
      world.registry("us.example");
      world
          .manifest("staging.example/team", "us.example/prod")
          .promote("app", index.digest(), "v1");
      world.reconcile("--confirm").endsWith(ExitCode.DONE);

      assertEquals(ImmutableSet.of(sbom.digest(), proof.digest()), listed(world, index));
      assertEquals(ImmutableSet.of(ofChild.digest()), listed(world, child));
      assertEquals(ImmutableSet.of(ofSbom.digest()), listed(world, sbom));
      assertClean(world);
    }
  }

  @Test
  void aTagThatIsNoListIsLeftAloneAndNamed() throws IOException {
    try (World world = promoted(PLAIN.without(Feature.REFERRERS))) {
      world.put(REPOSITORY, sbom);
      world.put(REPOSITORY, samples.ociIndex(sbom), tag(index));
      world.takeSnapshot().endsWith(ExitCode.DONE);
      world.put(REPOSITORY, child, tag(index));
      world.delete(REPOSITORY, sbom);
      Run run = world.reconcile("--confirm").endsWith(ExitCode.PARTIAL);
      assertTrue(run.out().contains(tag(index) + " is no list of referrers"), run.out());
      assertEquals(
          Optional.of(child.digest()),
          world.contents("us.example").resolve("prod/app", tag(index)));
    }
  }

  @Test
  void whereTheyCannotBeSeenTheSnapshotSaysSoAndKeepsTheRest() throws IOException {
    try (World world = promoted(PLAIN)) {
      referrers().forEach(each -> world.put(REPOSITORY, each));
      world
          .registry("us.example")
          .faults()
          .always(
              target -> target.endpoint() == Endpoint.REFERRERS, new Fault.Refusal(403, "DENIED"));
      Run taken = world.takeSnapshot().endsWith(ExitCode.PARTIAL);
      assertTrue(
          taken.out().contains("! unreadable " + REPOSITORY + ": its referrers: GET http://"),
          taken.out());
      assertTrue(taken.out().contains("answered 403 DENIED"), taken.out());
      assertEquals(1, asked(world), "a repository that fails is not asked for each of its images");

      world.wipe("us.example");
      world.registry("us.example").faults().clear();
      Run run = world.reconcile("--confirm").endsWith(ExitCode.DONE);
      String warning = "the snapshot could not read all of " + REPOSITORY + ": its referrers: GET";
      assertTrue(run.err().contains(warning), run.err());
      assertTrue(world.contents("us.example").manifest("prod/app", child.digest()).isPresent());
    }
  }

  private List<SampleImage> referrers() {
    return List.of(sbom, proof, ofChild, ofSbom);
  }

  private void assertBringsBackAll(World world) {
    var before = world.state();
    referrers().forEach(each -> world.delete(REPOSITORY, each));
    Run dry = world.reconcile().endsWith(ExitCode.DONE);
    for (SampleImage each : referrers()) {
      String name = each.digest().toString().substring(0, "sha256:".length() + 12);
      assertTrue(dry.out().contains("+ image app@" + name), dry.out());
    }
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    assertEquals(before, world.state());
    assertClean(world);
  }

  private static void assertClean(World world) {
    Run clean = world.reconcile().endsWith(ExitCode.DONE);
    assertTrue(clean.out().endsWith("Nothing to promote.\n"), clean.out());
  }

  private static ImmutableSet<DescriptorDigest> listed(World world, SampleImage subject)
      throws IOException {
    RegistryContents contents = world.contents("us.example");
    DescriptorDigest list = contents.resolve("prod/app", tag(subject)).orElseThrow();
    return ManifestReferences.of(contents.manifest("prod/app", list).orElseThrow())
        .children()
        .stream()
        .map(Descriptor::digest)
        .collect(ImmutableSet.toImmutableSet());
  }

  private World promoted(EmbeddedRegistryOptions options) throws IOException {
    World world = new World(directory, options);
    world.registry("staging.example");
    world.manifest("staging.example/team", "us.example/prod").promote("app", index.digest(), "v1");
    world.put(REPOSITORY, index, "v1");
    return world;
  }

  private static String tag(SampleImage subject) {
    return "sha256-" + subject.digest().getHash();
  }

  private static long asked(World world) {
    return world.registry("us.example").counts().of(Endpoint.REFERRERS);
  }
}
