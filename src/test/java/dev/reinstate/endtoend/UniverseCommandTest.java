package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sandbox as a universe: the main job runs over it, dry, and its requests are told. */
final class UniverseCommandTest {

  @TempDir private Path directory;

  private Path like() throws IOException {
    Path like = directory.resolve("like");
    write(
        like.resolve("manifests/demo/promoter-manifest.yaml"),
        """
        registries:
        - name: gcr.io/k8s-staging-demo
          src: true
        - name: us.gcr.io/k8s-artifacts-prod
        """);
    StringBuilder images = new StringBuilder();
    for (int name = 0; name < 60; name++) {
      images.append("- name: app-").append(name).append("\n  dmap:\n");
      for (int i = 0; i < 10; i++) {
        images.append("    \"sha256:%064x\": [\"v%d\"]\n".formatted(name * 10 + i, i));
      }
    }
    write(like.resolve("images/demo/images.yaml"), images.toString());
    return like;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Run run(String... more) throws IOException {
    String[] words =
        Stream.concat(
                Stream.of(
                    "sandbox",
                    "--universe",
                    "--regions=2",
                    "--latency=0-0",
                    "--like=" + like(),
                    "--directory=" + directory.resolve("universe")),
                Stream.of(more))
            .toArray(String[]::new);
    try (World world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults())) {
      return world.run(words);
    }
  }

  /** One page of the second region; 12 of the first, which also has the signatures. */
  @Test
  void aHealthyOneTakesAPageForAThousandImages() throws IOException {
    Run run = run().endsWith(ExitCode.DONE);
    assertTrue(run.out().contains("\nNothing to promote.\n"), run.out());
    assertTrue(
        run.out().matches("(?s).*\\d s; 13 requests, of which 0 for tokens; 0 refused\n"),
        run.out());
    List<String> options = Files.readAllLines(directory.resolve("universe/options"));
    assertEquals(6, options.size(), options.toString());
  }

  @Test
  void aDamagedOneIsToldAndFound() throws IOException {
    Run run = run("--damage=gone,moved").endsWith(ExitCode.DONE);
    assertTrue(
        run.out().contains("damage gone: us-central1, asia-east1; 12 images, 12 tags\n"),
        run.out());
    assertTrue(run.out().contains("damage moved: us-central1, asia-east1; 0 images, 30 tags\n"));
    assertTrue(run.out().contains("\nexit code 0\n"), run.out());
    assertTrue(run.out().contains(" to do; nothing was written."), run.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--damage=flooded;--damage: 'flooded' is none of emptied, gone, moved, dead, late",
        "--tls;--tls: a universe speaks plain HTTP",
        "--serve=65531;--serve: 65531 is not from 0 to 65530",
        "--serve=-1;--serve: -1 is not from 0 to 65530",
        "--like=nowhere;--like: nowhere/manifests is no directory"
      })
  void whatCannotBeMadeIsRefused(String given) throws IOException {
    List<String> parts = Splitter.on(';').splitToList(given);
    Run run = run(parts.get(0)).endsWith(ExitCode.USAGE);
    assertTrue(run.err().contains(parts.get(1)), run.err());
    assertTrue(Files.notExists(directory.resolve("universe")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--regions=0", "--latency=9-1", "--latency=fast", "--user-quota=-1"})
  void numbersThatAreNoneAreRefused(String given) throws IOException {
    try (World world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults())) {
      Run run = world.run("sandbox", "--universe", given).endsWith(ExitCode.USAGE);
      assertTrue(run.err().contains(given.replaceFirst("=.*", "")), run.err());
    }
  }

  @Test
  void itsOptionsWithoutItAreRefused() throws IOException {
    try (World world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults())) {
      Run run = world.run("sandbox", "--regions=2", "--damage=gone").endsWith(ExitCode.USAGE);
      assertTrue(run.err().contains("--damage, --regions: only with --universe"), run.err());
    }
  }

  @Test
  void nothingIsWrittenWhenItsControlCannotListen() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run = run("--serve=" + taken.getLocalPort()).endsWith(ExitCode.UNEXPECTED);
      assertTrue(Files.notExists(directory.resolve("universe")), run.err());
    }
  }
}
