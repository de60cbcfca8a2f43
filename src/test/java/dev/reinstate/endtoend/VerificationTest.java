package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Target;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run believes afterwards is what the registries list, not what they answered to it. */
final class VerificationTest {

  private static final String REPOSITORY = "us.example/prod/app";

  private final SampleImages samples = new SampleImages(21);
  private final SampleImage image = samples.oci(200);
  private final SampleImage other = samples.oci(200);

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void promoteAndLose() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    ManifestFile manifest = world.manifest("staging.example/team", "us.example/prod");
    manifest.promote("app", image.digest(), "v1");
    manifest.promote("lib", other.digest(), "v2");
    world.put("staging.example/team/app", image);
    world.put("staging.example/team/lib", other);
    world.registry("us.example");
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void whatVanishesRightAfterItWasPutIsNotReportedAsDone() {
    AtomicInteger listings = new AtomicInteger();
    world
        .registry("us.example")
        .latency()
        .set(
            target -> {
              if (isListing(target, "prod/app") && listings.incrementAndGet() == 2) {
                world.delete(REPOSITORY, image);
              }
              return Duration.ZERO;
            });
    Run run = world.reconcile("--confirm").endsWith(ExitCode.PARTIAL);
    assertTrue(run.out().contains("1 left to do after this run"), run.out());
    assertFalse(run.out().contains("Nothing to promote."), run.out());
  }

  @Test
  void aRepositoryThatCannotBeListedAgainIsNotVerified() {
    AtomicInteger listings = new AtomicInteger();
    world
        .registry("us.example")
        .faults()
        .always(
            target -> isListing(target, "prod/app") && listings.incrementAndGet() > 1,
            new Fault.Refusal(403, "DENIED"));
    Run run = world.reconcile("--confirm", "--json").endsWith(ExitCode.PARTIAL);
    assertEquals(ImmutableList.of("done", "done"), run.plan().outcomes());
  }

  @Test
  void oneRefusedImageDoesNotStopTheOther() {
    world
        .registry("us.example")
        .faults()
        .always(
            target ->
                target.endpoint() == Endpoint.MANIFEST
                    && target.method().equals("PUT")
                    && target.repository().equals("prod/app"),
            new Fault.Refusal(403, "DENIED"));
    Run run = world.reconcile("--confirm", "--json").endsWith(ExitCode.PARTIAL);
    assertEquals(ImmutableList.of("failed", "done"), run.plan().outcomes());
    String detail = run.json().at("/outcomes/0/detail").asText();
    String host = world.registry("us.example").host();
    assertTrue(detail.contains("PUT http://" + host + "/v2/prod/app/manifests/"), detail);
    assertTrue(detail.contains("403 DENIED"), detail);
    assertTrue(detail.contains("grant it write access"), detail);
    assertTrue(world.contents("us.example").resolve("prod/lib", "v2").isPresent());
  }

  private static boolean isListing(Target target, String path) {
    return target.endpoint() == Endpoint.TAGS && target.repository().equals(path);
  }
}
