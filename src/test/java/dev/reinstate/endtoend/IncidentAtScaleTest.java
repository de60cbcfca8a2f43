package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.RequestCounts;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stopped the promoter for days, see https://github.com/kubernetes/k8s.io/issues/9563: most
 * tags missing, a few images lost, one tag moved, one host dead. Here everything else is restored
 * and the rest is named.
 */
final class IncidentAtScaleTest {

  private static final int REPOSITORIES = 30;
  private static final int IMAGES = 5;
  private static final int LOST = 3;

  private final SampleImages samples = new SampleImages(15);
  private final SampleImage stable = samples.oci(100);
  private final SampleImage intruder = samples.oci(100);
  private final List<SampleImage> missing = new ArrayList<>();
  private final List<SampleImage> lost = new ArrayList<>();

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void stage() throws IOException {
    world =
        new World(directory, EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES));
    world.rename("asia.example", deadHost());
    ManifestFile manifest =
        world.manifest(
            "staging.example/team", "us.example/prod", "eu.example/prod", "asia.example/prod");
    manifest.promote("stable", stable.digest(), "v1");
    for (String host : ImmutableList.of("us.example", "eu.example")) {
      world.put(host + "/prod/stable", stable, "v1");
    }
    world.takeSnapshot().endsWith(ExitCode.PARTIAL);
    promoteWhatIsMissing(manifest);
    world.put("us.example/prod/stable", intruder, "v1");
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void restoresAllThatCanBeAndNamesTheRest() {
    Run dry = world.reconcile("--json").endsWith(ExitCode.PARTIAL);
    resetCounts();
    Run confirmed =
        world
            .reconcile("--confirm", "--json", "--approve=" + dry.plan().id())
            .endsWith(ExitCode.PARTIAL);

    assertEquals(2 * missing.size() + 1, confirmed.plan().actions().size());
    assertEquals(ImmutableSet.of("done"), ImmutableSet.copyOf(confirmed.plan().outcomes()));
    assertFindings(confirmed.plan().findings());
    assertRestored("us.example");
    assertRestored("eu.example");
    assertRequests();
    assertEquals(ImmutableList.of(), world.reconcile("--json").plan().actions());
  }

  private void assertFindings(List<Finding> findings) {
    Set<DescriptorDigest> named = new HashSet<>();
    long unreadable = 0;
    for (Finding finding : findings) {
      String host = finding.repository().orElseThrow().host();
      switch (finding.kind()) {
        case LOST -> named.add(finding.digest().orElseThrow());
        case UNREADABLE -> {
          assertEquals("asia.example", host);
          assertTrue(finding.detail().contains("refused"), finding.detail());
          unreadable++;
        }
        default -> assertEquals(FindingKind.EXTRA, finding.kind(), finding.toString());
      }
    }
    assertEquals(REPOSITORIES + 1, unreadable);
    lost.forEach(image -> assertTrue(named.contains(image.digest())));
    assertEquals(LOST, named.size());
  }

  private void assertRestored(String host) {
    for (int i = 0; i < missing.size(); i++) {
      String path = "prod/app-" + i / IMAGES;
      Optional<DescriptorDigest> digest = Optional.of(missing.get(i).digest());
      assertEquals(digest, world.contents(host).resolve(path, "v" + i));
      assertEquals(digest, world.contents(host).resolve(path, "latest-" + i));
    }
    Optional<DescriptorDigest> back = Optional.of(stable.digest());
    assertEquals(back, world.contents(host).resolve("prod/stable", "v1"));
  }

  /** One listing a repository, and one more to verify; staging gives every byte once. */
  private void assertRequests() {
    RequestCounts us = world.registry("us.example").counts();
    assertEquals(2 * REPOSITORIES + 2, us.of(Endpoint.TAGS));
    RequestCounts staging = world.registry("staging.example").counts();
    assertEquals(REPOSITORIES, staging.of(Endpoint.TAGS), "only where something is missing");
    assertEquals(missing.size(), staging.of("GET", Endpoint.MANIFEST));
    Set<DescriptorDigest> blobs = new HashSet<>();
    missing.forEach(image -> blobs.addAll(image.blobs().keySet()));
    assertEquals(blobs.size(), staging.of("GET", Endpoint.BLOB));
    assertEquals(0, staging.of("PUT") + staging.of("POST"));
  }

  private void promoteWhatIsMissing(ManifestFile manifest) throws IOException {
    for (int repository = 0; repository < REPOSITORIES; repository++) {
      String name = "app-" + repository;
      for (int image = 0; image < IMAGES; image++) {
        SampleImage made = samples.docker(80, 40);
        int number = missing.size();
        manifest.promote(name, made.digest(), "v" + number, "latest-" + number);
        world.put("staging.example/team/" + name, made);
        missing.add(made);
      }
      if (repository < LOST) {
        lost.add(samples.oci(80));
        manifest.promote(name, Iterables.getLast(lost).digest(), "gone");
      }
    }
  }

  private void resetCounts() {
    for (String host : ImmutableList.of("us.example", "eu.example", "staging.example")) {
      world.registry(host).counts().reset();
    }
  }

  /** A port that nobody listens on any more. */
  private static String deadHost() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }
}
