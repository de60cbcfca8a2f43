package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ObjectArrays;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run is short: what it loads without need is a good part of its time. */
@Timeout(60)
final class LoadedClassesTest {

  private static final Pattern LOADED = Pattern.compile("\\[class,load *] ([^ ]+) ");
  private static final EmbeddedRegistryOptions TOKENS_AND_STRICT =
      EmbeddedRegistryOptions.defaults()
          .withChallenge(new Challenge.Bearer(Optional.empty(), Duration.ofMinutes(5)))
          .with(Feature.STRICT_REFERENCES);

  private final SampleImages samples = new SampleImages(23);
  private final SampleImage index = samples.ociIndex(samples.oci(100), samples.docker(100));

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void promote() throws IOException {
    world = new World(directory, TOKENS_AND_STRICT);
    world.put("staging.example/team/app", index);
    world.registry("us.example");
    world.manifest("staging.example/team", "us.example/prod").promote("app", index.digest(), "v1");
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void copyingBindsNoJson() throws Exception {
    world.put("us.example/prod/app", samples.oci(100));
    assertBindsNoJson(loadedByConfirmedRun(), "TokenService", "ErrorDocument", "AskDistribution");
  }

  @Test
  void norDoSnapshotLeaseAndReports() throws Exception {
    world.put("us.example/prod/app", index, "v1");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.wipe("us.example");
    assertBindsNoJson(
        loadedByConfirmedRun("--lease=" + directory.resolve("lease"), "--artifacts=" + directory),
        "RepositoryIndexCodec",
        "JournalCodec",
        "LeaseRecord",
        "HtmlReport");
  }

  /** To bind JSON to objects takes three hundred classes. */
  private static void assertBindsNoJson(ImmutableSet<String> loaded, String... needed) {
    for (String name : needed) {
      assertTrue(loaded.stream().anyMatch(each -> each.endsWith("." + name)), name);
    }
    assertEquals(
        ImmutableList.of(),
        loaded.stream()
            .filter(name -> name.startsWith("com.fasterxml.jackson.databind."))
            .collect(ImmutableList.toImmutableList()));
  }

  /** Without the environment and home of whoever runs the test, which may hold credentials. */
  private ImmutableSet<String> loadedByConfirmedRun(String... more)
      throws IOException, InterruptedException {
    Path said = directory.resolve("said.txt");
    Path log = directory.resolve("classes.txt");
    ProcessBuilder run =
        world
            .reconcileProcess(said, ObjectArrays.concat("--confirm", more))
            .redirectErrorStream(true);
    run.environment().clear();
    run.environment()
        .put(
            "JDK_JAVA_OPTIONS",
            "-Duser.home=%s -Xlog:class+load:file=%s".formatted(directory, log));
    assertEquals(ExitCode.DONE.value(), run.start().waitFor(), Files.readString(said));
    return LOADED
        .matcher(Files.readString(log))
        .results()
        .map(found -> found.group(1))
        .collect(ImmutableSet.toImmutableSet());
  }
}
