package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.registry.DockerRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code snapshot export}, read by a client that is not ours into a registry that is not ours. */
final class SnapshotExportCommandTest {

  private final SampleImages samples = new SampleImages(34);
  private final SampleImage image = samples.oci(3_000, 1_000);
  private final SampleImage index = samples.ociIndex(samples.oci(2_000), samples.oci(500));
  private final SampleImage docker = samples.docker(2_000);
  private final SampleImage dockerList = samples.dockerList(samples.docker(100));

  @TempDir private Path directory;
  private Path layout;
  private Skopeo skopeo;
  private DockerRegistry registry;
  private World world;

  @BeforeEach
  void takeSnapshot() throws IOException {
    skopeo = Skopeo.find(directory);
    registry = DockerRegistry.start(Files.createDirectory(directory.resolve("registry")));
    layout = directory.resolve("layout");
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.registry("staging.example");
    world.manifest("staging.example/team", "us.example/prod");
    world.put("us.example/prod/app", image, "v1", "v1.0");
    world.put("us.example/prod/multi", index, "v2");
    world.put("us.example/prod/docker", docker, "v3");
    world.put("us.example/prod/list", dockerList, "v4");
    world.takeSnapshot().endsWith(ExitCode.DONE);
  }

  @AfterEach
  void stop() throws IOException {
    if (registry != null) {
      registry.close();
    }
    if (world != null) {
      world.close();
    }
  }

  @Test
  void everyReferenceOfAnOciTypeIsCopiedWithItsDigest() throws Exception {
    String out = export().endsWith(ExitCode.DONE).out();
    assertTrue(out.startsWith(layout + ": 5 references, "), out);
    String digest =
        new ObjectMapper()
            .readTree(skopeo.run("inspect", "oci:" + layout + ":us.example/prod/app:v1"))
            .get("Digest")
            .asText();
    assertEquals(image.digest().toString(), digest);
    for (Map.Entry<String, SampleImage> exported :
        ImmutableMap.of("app:v1", image, "app:v1.0", image, "multi:v2", index).entrySet()) {
      String name = exported.getKey();
      copy("oci:" + layout + ":us.example/prod/" + name, name, exported.getValue());
    }
  }

  @Test
  void aReferenceOfADockerTypeIsCopiedFromALayoutOfItsOwn() throws Exception {
    for (Map.Entry<String, SampleImage> alone :
        ImmutableMap.of("docker", docker, "list", dockerList).entrySet()) {
      layout = directory.resolve("only-" + alone.getKey());
      export("--include=us.example/prod/" + alone.getKey()).endsWith(ExitCode.DONE);
      copy("oci:" + layout, alone.getKey() + ":v1", alone.getValue());
    }
  }

  @Test
  void anOlderSnapshotIsExportedWhenAskedFor() throws IOException {
    world.put("us.example/prod/app", index, "v9");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    String out = export("--as-of=2026-11-24T02:00:00Z").endsWith(ExitCode.DONE).out();
    assertTrue(out.startsWith(layout + ": 5 references, "), out);
  }

  @Test
  void whatCannotBeExportedIsNamed() throws IOException {
    String lost = image.blobs().keySet().asList().getFirst().getHash();
    Files.delete(world.snapshot().resolve("blobs/sha256").resolve(lost));
    String out = export().endsWith(ExitCode.PARTIAL).out();
    assertTrue(out.startsWith("! blob sha256:" + lost + ": it is missing\n"), out);
    assertTrue(Files.exists(layout.resolve("blobs/sha256").resolve(index.digest().getHash())));
  }

  private void copy(String source, String name, SampleImage expected) throws Exception {
    String target = "docker://" + registry.host() + "/copied/" + name;
    skopeo.run("copy", "--all", "--dest-tls-verify=false", source, target);
    assertArrayEquals(
        expected.manifest().bytes(),
        skopeo.run("inspect", "--tls-verify=false", "--raw", target),
        name);
  }

  private Run export(String... more) {
    return world.run(
        ImmutableList.<String>builder()
            .add("snapshot", "export", "--snapshot=" + world.snapshot())
            .add(more)
            .add(layout.toString())
            .build()
            .toArray(String[]::new));
  }
}
