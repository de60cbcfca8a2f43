package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.registry.DockerRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restored images in a registry that is not ours, read by a client that is not ours. */
final class SkopeoTest {

  private final SampleImages samples = new SampleImages(16);
  private final SampleImage image = samples.docker(3_000, 1_000);
  private final SampleImage index = samples.ociIndex(samples.oci(2_000), samples.oci(1_000));

  @TempDir private Path directory;
  private Skopeo skopeo;
  private DockerRegistry registry;
  private World world;
  private ManifestFile manifest;

  @BeforeEach
  void promoteAndTakeSnapshot() throws IOException {
    skopeo = Skopeo.find(directory);
    registry = DockerRegistry.start(Files.createDirectory(directory.resolve("registry")));
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.rename("us.example", registry.host());
    manifest = world.manifest("staging.example/team", "us.example/prod");
    manifest.promote("app", image.digest(), "v1", "v1.0");
    manifest.promote("multi", index.digest(), "v2");
    world.put("staging.example/team/app", image);
    world.put("staging.example/team/multi", index);
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.wipe("staging.example");
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
  void readsWhatTheSnapshotBroughtBackWithUnchangedDigests() throws Exception {
    delete("prod/app", image);
    delete("prod/multi", index);
    for (SampleImage child : index.children()) {
      delete("prod/multi", child);
    }
    world.reconcile("--confirm").endsWith(ExitCode.DONE);

    assertReadable("prod/app:v1", image.manifest());
    assertReadable("prod/app:v1.0", image.manifest());
    assertReadable("prod/multi:v2", index.manifest());
    Run clean = world.reconcile("--json").endsWith(ExitCode.DONE);
    assertEquals(ImmutableList.of(), clean.plan().actions());
  }

  @Test
  void everyKindOfImageReachesARegistryThatIsNotOurs() throws Exception {
    SampleImage inner = samples.ociIndex(samples.oci(100), samples.zstd(100));
    ImmutableMap<String, SampleImage> kinds =
        ImmutableMap.of(
            "list", samples.dockerList(samples.docker(100), samples.docker(100)),
            "nested", samples.ociIndex(inner, samples.oci(100)),
            "chart", samples.helmChart(300),
            "signature", samples.cosignSignature(image),
            "referrer", samples.referrer(image, "application/spdx+json", 300),
            "zstd", samples.zstd(300));
    for (Map.Entry<String, SampleImage> kind : kinds.entrySet()) {
      manifest.promote(kind.getKey(), kind.getValue().digest(), "v1");
      world.put("staging.example/team/" + kind.getKey(), kind.getValue());
    }
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    for (Map.Entry<String, SampleImage> kind : kinds.entrySet()) {
      String source = "docker://" + registry.host() + "/prod/" + kind.getKey() + ":v1";
      assertArrayEquals(
          kind.getValue().manifest().bytes(),
          skopeo.run("inspect", "--tls-verify=false", "--raw", source),
          kind.getKey());
    }
  }

  private void assertReadable(String reference, Manifest expected) throws Exception {
    String source = "docker://" + registry.host() + "/" + reference;
    byte[] raw = skopeo.run("inspect", "--tls-verify=false", "--raw", source);
    assertArrayEquals(expected.bytes(), raw);
    Path copy = directory.resolve(reference.replaceAll("[/:]", "_"));
    skopeo.run("copy", "--all", "--src-tls-verify=false", source, "dir:" + copy);
    byte[] copied = Files.readAllBytes(copy.resolve("manifest.json"));
    assertEquals(expected.digest(), Digests.of(copied));
  }

  /** The manifest goes, and its blobs are let go by the repository. */
  private void delete(String path, SampleImage image) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      delete(client, "/v2/" + path + "/manifests/" + image.digest());
      for (var blob : image.blobs().keySet()) {
        delete(client, "/v2/" + path + "/blobs/" + blob);
      }
    }
  }

  private void delete(HttpClient client, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + registry.host() + path)).DELETE().build();
    assertEquals(202, client.send(request, BodyHandlers.discarding()).statusCode(), path);
  }
}
