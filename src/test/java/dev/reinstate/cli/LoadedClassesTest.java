package dev.reinstate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.sandbox.Challenge;
import dev.reinstate.sandbox.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.Feature;
import dev.reinstate.sandbox.SampleImage;
import dev.reinstate.sandbox.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
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

  @TempDir private Path directory;

  /** To bind JSON to objects takes hundreds of classes; copying images needs none of them. */
  @Test
  void aConfirmedRunBindsNoJson() throws Exception {
    SampleImages samples = new SampleImages(23);
    SampleImage index = samples.ociIndex(samples.oci(100), samples.docker(100));
    try (World world = new World(directory, TOKENS_AND_STRICT)) {
      world.put("staging.example/team/app", index);
      world.registry("us.example");
      world
          .manifest("staging.example/team", "us.example/prod")
          .promote("app", index.digest(), "v1");
      ImmutableSet<String> loaded = loadedByConfirmedRun(world);
      for (String reader : ImmutableList.of("TokenService", "ErrorDocument", "AskDistribution")) {
        assertTrue(loaded.contains("dev.reinstate.registry." + reader), reader + " had no use");
      }
      assertEquals(
          ImmutableList.of(),
          loaded.stream()
              .filter(name -> name.startsWith("com.fasterxml.jackson.databind."))
              .collect(ImmutableList.toImmutableList()));
    }
  }

  /** Without the environment and home of whoever runs the test, which may hold credentials. */
  private ImmutableSet<String> loadedByConfirmedRun(World world)
      throws IOException, InterruptedException {
    Path said = directory.resolve("said.txt");
    Path log = directory.resolve("classes.txt");
    ProcessBuilder run = world.reconcileProcess(said, "--confirm").redirectErrorStream(true);
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
