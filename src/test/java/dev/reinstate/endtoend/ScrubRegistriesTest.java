package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.registry.DamagedRegistry;
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
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What registries of all kinds lose or change is named, and healed or said not to be. */
@Timeout(120)
final class ScrubRegistriesTest {

  private static final String HOST = "us.example";
  private static final String PATH = "prod/app";

  private enum Change {
    REMOVED(any -> new byte[0]),
    FLIPPED(DamagedRegistry::flipped),
    CUT(DamagedRegistry::cut);

    @SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
    private final UnaryOperator<byte[]> bytes;

    Change(UnaryOperator<byte[]> bytes) {
      this.bytes = bytes;
    }
  }

  private final SampleImages samples = new SampleImages(77);
  private final SampleImage single = samples.docker(900, 400);
  private final SampleImage child = samples.oci(300);
  private final SampleImage index = samples.ociIndex(child, samples.oci(200));
  private final ImmutableMap<String, SampleImage> images =
      ImmutableMap.of("v1", single, "v2", index);
  private final Map<DescriptorDigest, byte[]> blobs = new TreeMap<>(byName());
  private final Map<DescriptorDigest, byte[]> manifests = new TreeMap<>(byName());
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path directory;
  private DamagedRegistry registry;
  private World world;

  private static Comparator<DescriptorDigest> byName() {
    return Comparator.comparing(DescriptorDigest::toString);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    if (world != null) { // a test that lacks its tool begins none
      world.close();
      registry.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesAndHealsEachDamage(DamagedRegistry.Kind kind) throws Exception {
    registry = kind.start(Files.createDirectory(directory.resolve("registry")));
    world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults());
    world.rename(HOST, registry.host());
    ManifestFile manifest = world.manifest("staging.example/team", HOST + "/prod");
    for (Map.Entry<String, SampleImage> image : images.entrySet()) {
      learn(image.getValue());
      manifest.promote("app", image.getValue().digest(), image.getKey());
      world.put("staging.example/team/app", image.getValue());
    }
    world.reconcile("--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.scrub("--bytes").endsWith(ExitCode.DONE);

    List<DescriptorDigest> parts = List.copyOf(single.blobs().keySet());
    suffer(kind, "blob-missing", parts.get(0), Change.REMOVED);
    suffer(kind, "blob-damaged", parts.get(0), Change.CUT);
    suffer(kind, "blob-missing", parts.get(1), Change.REMOVED);
    suffer(kind, "blob-damaged", parts.get(1), Change.FLIPPED);
    suffer(kind, "child-missing", child.digest(), Change.REMOVED);
    suffer(kind, "manifest-missing", single.digest(), Change.REMOVED);
    suffer(kind, "manifest-damaged", child.digest(), Change.FLIPPED);
  }

  private void learn(SampleImage image) {
    manifests.put(image.digest(), image.manifest().bytes());
    blobs.putAll(image.blobs());
    image.children().forEach(this::learn);
  }

  private void suffer(
      DamagedRegistry.Kind kind, String finding, DescriptorDigest object, Change change)
      throws Exception {
    boolean blob = blobs.containsKey(object);
    if (change == Change.REMOVED && blob) {
      registry.removeBlob(PATH, object);
    } else if (change == Change.REMOVED) {
      registry.removeManifest(PATH, object);
    } else if (blob) {
      registry.changeBlob(PATH, object, change.bytes);
    } else {
      registry.changeManifest(PATH, object, change.bytes);
    }
    world.pass(Duration.ofMinutes(1));
    assertEquals(ImmutableSortedSet.of(object.toString()), wrong(), "nothing else is wrong");

    Run dry = world.scrub("--bytes", "--json").endsWith(ExitCode.DRIFT);
    JsonNode found = dry.json().get("findings");
    assertEquals(1, found.size(), dry.out());
    // go-containerregistry's answers 404 for the bytes that it no longer believes.
    boolean denied = kind == DamagedRegistry.Kind.CRANE && finding.equals("blob-damaged");
    String said = found.get(0).get("kind").asText();
    assertTrue(said.equals(finding) || (denied && said.equals("blob-missing")), dry.out());
    assertEquals(object.toString(), found.get(0).get("digest").asText(), dry.out());

    world.pass(Duration.ofMinutes(1));
    Run confirmed = world.scrub("--bytes", "--confirm", "--json", "--max-missing=100");
    ImmutableSortedSet<String> left = wrong();
    if (left.isEmpty()) {
      confirmed.endsWith(ExitCode.DONE);
      world.scrub("--bytes").endsWith(ExitCode.DONE);
      return;
    }
    confirmed.endsWith(ExitCode.PARTIAL);
    assertEquals(left, notHealed(confirmed.json().get("verified")), confirmed.out());
    String detail = confirmed.json().get("outcomes").get(0).get("detail").asText();
    assertTrue(detail.contains("its operator must delete"), detail);

    // As the operator does what the finding says, the next run heals.
    if (blob) {
      registry.removeBlob(PATH, object);
    } else {
      registry.removeManifest(PATH, object);
    }
    world.pass(Duration.ofMinutes(1));
    world.scrub("--bytes", "--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
    assertEquals(ImmutableSortedSet.of(), wrong());
  }

  private static ImmutableSortedSet<String> notHealed(JsonNode plan) {
    ImmutableSortedSet.Builder<String> objects = ImmutableSortedSet.naturalOrder();
    plan.get("findings")
        .forEach(
            finding -> {
              assertEquals("not-healed", finding.get("kind").asText());
              objects.add(finding.get("digest").asText());
            });
    return objects.build();
  }

  /** What the registry gives otherwise than it was put there, or not at all. */
  private ImmutableSortedSet<String> wrong() throws IOException, InterruptedException {
    ImmutableSortedSet.Builder<String> wrong = ImmutableSortedSet.naturalOrder();
    for (boolean manifest : new boolean[] {true, false}) {
      for (Map.Entry<DescriptorDigest, byte[]> object : (manifest ? manifests : blobs).entrySet()) {
        String place = manifest ? "/manifests/" : "/blobs/";
        var request =
            HttpRequest.newBuilder(
                    URI.create(
                        "http://" + registry.host() + "/v2/" + PATH + place + object.getKey()))
                .header(
                    "Accept",
                    "application/vnd.oci.image.manifest.v1+json,"
                        + " application/vnd.oci.image.index.v1+json,"
                        + " application/vnd.docker.distribution.manifest.v2+json");
        boolean right;
        try {
          var response = client.send(request.build(), BodyHandlers.ofByteArray());
          right = response.statusCode() == 200 && Arrays.equals(object.getValue(), response.body());
        } catch (IOException e) {
          right = false; // cut off before the length that it said
        }
        if (!right) {
          wrong.add(object.getKey().toString());
        }
      }
    }
    return wrong.build();
  }
}
