package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Registries differ in what they offer and insist on; the outcome does not. */
final class RegistryMannersTest {

  private static final EmbeddedRegistryOptions PLAIN = EmbeddedRegistryOptions.defaults();

  private final SampleImages samples = new SampleImages(19);
  private final SampleImage image = samples.oci(400, 200);
  private final SampleImage index = samples.ociIndex(image, samples.docker(300));

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> restoresOnRegistriesOfEveryManner() {
    return Stream.of(
        manner("asks for a token", PLAIN.withChallenge(anonymous())),
        manner(
            "asks for a token and refuses incomplete manifests",
            PLAIN.withChallenge(anonymous()).with(Feature.STRICT_REFERENCES)),
        manner("does not mount", PLAIN.without(Feature.MOUNTS)),
        manner("takes uploads in one piece only", PLAIN.without(Feature.CHUNKED_UPLOADS)),
        manner("answers with absolute locations", PLAIN.with(Feature.ABSOLUTE_LOCATIONS)),
        manner("does not know referrers", PLAIN.without(Feature.REFERRERS)),
        manner(
            "lists names only, a page at a time",
            PLAIN.withListing(ListingStyle.OCI).withPageSize(1)),
        manner("lists digests, a page at a time", PLAIN.withPageSize(1)));
  }

  @Test
  void aTagThatTheRegistryHoldsImmutableIsReported() throws IOException {
    try (World world = promoted(directory, PLAIN.with(Feature.IMMUTABLE_TAGS))) {
      world.contents("us.example").tag("prod/app", "v1", image.digest());
      Run run = world.reconcile("--confirm", "--json").endsWith(ExitCode.PARTIAL);
      assertEquals(ImmutableList.of("failed"), run.plan().outcomes());
      String detail = run.json().at("/outcomes/0/detail").asText();
      assertTrue(detail.contains("PUT") && detail.contains("403 DENIED"), detail);
      assertEquals(
          Optional.of(image.digest()), world.contents("us.example").resolve("prod/app", "v1"));
    }
  }

  private static Challenge anonymous() {
    return new Challenge.Bearer(Optional.empty(), Duration.ofMinutes(5));
  }

  private DynamicTest manner(String name, EmbeddedRegistryOptions options) {
    return DynamicTest.dynamicTest(name, () -> restores(options));
  }

  private void restores(EmbeddedRegistryOptions options) throws IOException {
    try (World world = promoted(Files.createTempDirectory(directory, "world"), options)) {
      var before = world.state();
      world.delete("us.example/prod/app", index);
      index.children().forEach(child -> world.delete("us.example/prod/app", child));
      world.contents("us.example").untag("twin/app", "v1");
      world.wipe("eu.example");
      world.reconcile("--confirm").endsWith(ExitCode.DONE);
      assertEquals(before, world.state());
      Run clean = world.reconcile().endsWith(ExitCode.DONE);
      assertTrue(clean.out().endsWith("Nothing to promote.\n"), clean.out());
    }
  }

  private World promoted(Path own, EmbeddedRegistryOptions options) throws IOException {
    World world = new World(own, options);
    world.registry("staging.example");
    world
        .manifest("staging.example/team", "us.example/prod", "us.example/twin", "eu.example/prod")
        .promote("app", index.digest(), "v1");
    for (String prefix :
        ImmutableList.of("us.example/prod", "us.example/twin", "eu.example/prod")) {
      world.put(prefix + "/app", index, "v1");
    }
    world.takeSnapshot().endsWith(ExitCode.DONE);
    return world;
  }
}
