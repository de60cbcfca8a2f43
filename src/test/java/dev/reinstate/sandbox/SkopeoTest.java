package dev.reinstate.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that others wrote gets along with the embedded registry. */
final class SkopeoTest {

  private static final Challenge BEARER =
      new Challenge.Bearer(
          Optional.of(new Challenge.Account("alice", "secret")), Duration.ofMinutes(5));

  @TempDir private Path directory;

  @BeforeAll
  static void skopeoIsInstalled() {
    Assumptions.assumeTrue(
        Splitter.on(':')
            .splitToStream(Optional.ofNullable(System.getenv("PATH")).orElse(""))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, "skopeo"))),
        "skopeo is not installed");
  }

  @Test
  void directoryGoesInAndComesBackUnchanged() throws Exception {
    try (EmbeddedRegistry registry =
        EmbeddedRegistry.start(
            EmbeddedRegistryOptions.defaults()
                .withListing(ListingStyle.OCI)
                .with(Feature.STRICT_REFERENCES))) {
      SampleImage image = new SampleImages(4).docker(1000, 100_000);
      Path in = write(image);
      Path out = directory.resolve("out");
      String remote = "docker://" + registry.host() + "/team/app:v1";
      skopeo("copy", "--preserve-digests", "--dest-tls-verify=false", "dir:" + in, remote);
      skopeo("copy", "--src-tls-verify=false", remote, "dir:" + out);

      assertEquals(Optional.of(image.digest()), registry.contents().resolve("team/app", "v1"));
      assertArrayEquals(image.manifest().bytes(), Files.readAllBytes(out.resolve("manifest.json")));
      for (Map.Entry<DescriptorDigest, byte[]> blob : image.blobs().entrySet()) {
        assertArrayEquals(
            blob.getValue(), Files.readAllBytes(out.resolve(blob.getKey().getHash())));
      }
    }
  }

  @Test
  void indexIsCopiedWholeBetweenRegistriesThatWantTokens() throws Exception {
    EmbeddedRegistryOptions options = EmbeddedRegistryOptions.defaults().withChallenge(BEARER);
    try (EmbeddedRegistry from = EmbeddedRegistry.start(options);
        EmbeddedRegistry to =
            EmbeddedRegistry.start(
                options.with(Feature.STRICT_REFERENCES, Feature.ABSOLUTE_LOCATIONS))) {
      SampleImages images = new SampleImages(5);
      SampleImage index = images.ociIndex(images.oci(100), images.oci(200, 300));
      from.contents().put("app", index, "v1");
      skopeo(
          "copy",
          "--all",
          "--preserve-digests",
          "--src-tls-verify=false",
          "--dest-tls-verify=false",
          "--src-creds=alice:secret",
          "--dest-creds=alice:secret",
          "docker://" + from.host() + "/app:v1",
          "docker://" + to.host() + "/app:v1");
      assertEquals(from.contents().state(), to.contents().state());
    }
  }

  private Path write(SampleImage image) throws IOException {
    Path in = Files.createDirectory(directory.resolve("in"));
    Files.writeString(in.resolve("version"), "Directory Transport Version: 1.1\n");
    Files.write(in.resolve("manifest.json"), image.manifest().bytes());
    for (Map.Entry<DescriptorDigest, byte[]> blob : image.blobs().entrySet()) {
      Files.write(in.resolve(blob.getKey().getHash()), blob.getValue());
    }
    return in;
  }

  private static void skopeo(String... arguments) throws Exception {
    ImmutableList<String> command =
        ImmutableList.<String>builder()
            .add("skopeo", "--insecure-policy", "--command-timeout=30s")
            .add(arguments)
            .build();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output);
  }
}
