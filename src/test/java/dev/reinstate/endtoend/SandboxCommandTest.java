package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.common.collect.MoreCollectors;
import com.google.common.collect.Sets;
import com.google.common.hash.Hashing;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.network.Network;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.Wire;
import dev.reinstate.registry.endpoint.Rewrites;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.incident.Incident;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sandbox: what it shows, and that what it shows is true of its registries. */
final class SandboxCommandTest {

  private static final ImmutableList<String> HOSTS =
      ImmutableList.of("us.gcr.io", "eu.gcr.io", "asia.gcr.io");
  private static final ImmutableList<String> NAMES =
      ImmutableList.of("pause", "kube-proxy", "coredns", "etcd", "charts/demo", "debug-shell");
  private static final Expectation EVERYTHING =
      Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of());

  private static final String VANISHED = "eu.gcr.io/k8s-artifacts-prod/kube-proxy:v1.22.1";
  private static final String ROTTED = "asia.gcr.io/k8s-artifacts-prod/charts/demo:0.1.0";
  private static final Pattern IMAGE = Pattern.compile("([^/]+)/(.*):(.*)");
  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void showsEveryStagedFaultWithItsRemedyAndEndsClean(Wire wire) throws IOException {
    String[] words =
        wire == Wire.TLS ? new String[] {"sandbox", "--tls"} : new String[] {"sandbox"};
    Run run;
    try (World world = new World(directory, EmbeddedRegistryOptions.defaults())) {
      run = world.run(words).endsWith(ExitCode.DONE);
    }
    assertEquals(wire == Wire.TLS, run.out().contains(" --ca-file="), run.out());
    List<String> acts = ImmutableList.copyOf(run.out().split("\n== "));
    assertEquals(10, acts.size(), run.out());
    String dry = acts.get(3);
    assertActions(dry);
    assertFindings(dry);
    assertTrue(dry.contains("exit code 4"), dry);
    String confirmed = acts.get(4);
    assertActions(confirmed);
    assertTrue(confirmed.contains("Applied: done 11"), confirmed);
    assertTrue(confirmed.contains("exit code 4"), confirmed);
    assertScrubs(acts.subList(6, 9));
    String last = acts.get(9);
    assertLine(last.indent(2), "whole: 24 of 24 images proven, .*; by their bytes 24, .*");
    assertTrue(last.endsWith("Nothing to promote.\nexit code 0\n"), last);
  }

  private static void assertScrubs(List<String> acts) {
    String dry = acts.get(0);
    assertDamage(dry);
    assertTrue(dry.endsWith("\nexit code 3\n"), dry);
    String confirmed = acts.get(1);
    assertDamage(confirmed);
    assertTrue(confirmed.contains("Applied: done 2"), confirmed);
    assertTrue(confirmed.contains("\nexit code 0\n"), confirmed);
    String last = acts.get(2);
    assertTrue(last.contains("\nNothing to heal.\nexit code 0\n"), last);
  }

  private static void assertDamage(String shown) {
    String eu = destination(shown, "eu.gcr.io");
    String asia = destination(shown, "asia.gcr.io");
    assertLine(eu, ". blob-missing kube-proxy@sha256:.* breaks 1 image: .* \\(v1.22.1\\)");
    assertLine(eu, "+ blob +kube-proxy@.* from mirror .*");
    assertLine(asia, ". blob-damaged charts/demo@sha256:.* breaks 1 image: .* \\(0.1.0\\)");
    assertLine(asia, "[+~] blob +charts/demo@.* from mirror .*");
  }

  private static void assertActions(String shown) {
    String us = destination(shown, "us.gcr.io");
    String eu = destination(shown, "eu.gcr.io");
    String asia = destination(shown, "asia.gcr.io");
    assertLine(us, "+ image kube-proxy@.* \\(v1.22.0\\) from mirror .*");
    assertLine(us, "~ tag   pause:3.2 .* → .*");
    assertLine(us, "+ image kube-proxy@.* \\(sha256-[0-9a-f]{64}\\.sig\\) from the snapshot: .*");
    assertLine(eu, "+ image coredns@.* \\(1.8.4\\) from mirror .*");
    assertLine(asia, "+ tag   etcd:3.5.0-0 .*");
    for (String each : List.of(us, eu, asia)) {
      assertLine(each, "+ image etcd@.* \\(3.4.13-0\\) from the snapshot: .*");
    }
  }

  private static void assertFindings(String shown) {
    for (String host : HOSTS) {
      String destination = destination(shown, host);
      assertLine(destination, "! lost coredns@sha256:[0-9a-f]{64} \\(1.8.6\\): .*");
      assertLine(destination, "! tag-move-requested pause:3.3: .*--allow-tag-moves.*");
    }
    assertLine(
        destination(shown, "us.gcr.io"),
        "· unmanaged-missing debug-shell@.* \\(latest\\): .*--restore-unmanaged.*");
  }

  /** The lines below a destination's name, up to the next empty line. */
  private static String destination(String shown, String host) {
    String head = "\n" + host + "/k8s-artifacts-prod: ";
    int start = shown.indexOf(head);
    assertTrue(start >= 0, () -> "no " + head + " in " + shown);
    return shown.substring(start + head.length()).split("\n\n", 2)[0];
  }

  private static void assertLine(String shown, String pattern) {
    String whole = "  " + pattern.replace("+ ", "\\+ ");
    assertEquals(
        1, shown.lines().filter(line -> line.matches(whole)).count(), () -> whole + " in " + shown);
  }

  @ParameterizedTest
  @EnumSource
  void leavesItsRegistriesAsTheyWerePromoted(Wire wire) throws IOException {
    Optional<Path> authority =
        Optional.of(directory.resolve("ca.pem")).filter(file -> wire == Wire.TLS);
    try (Incident incident = new Incident(directory.resolve("manifests"), 0, authority);
        World world = new World(directory, EmbeddedRegistryOptions.defaults())) {
      ImmutableSortedMap<Repository, LiveRepository.Contents> promoted = read(incident);
      world.run(command(incident, "snapshot", "take")).endsWith(ExitCode.DONE);
      incident.strike();
      assertTrue(
          Maps.difference(promoted, read(incident)).entriesDiffering().size() >= 7,
          "the incident did nothing");
      world.run(command(incident, "reconcile", "--confirm")).endsWith(ExitCode.PARTIAL);
      incident.acknowledge();
      world.run(command(incident, "reconcile")).endsWith(ExitCode.DONE);
      assertRestored(promoted, read(incident));
    }
  }

  @Test
  void aScrubHealsWhatItsRegistriesNoLongerGive() throws IOException {
    try (Incident incident = new Incident(directory.resolve("manifests"), 0, Optional.empty());
        World world = new World(directory, EmbeddedRegistryOptions.defaults())) {
      world.run(command(incident, "snapshot", "take")).endsWith(ExitCode.DONE);
      assertEquals(ImmutableSet.of(), broken(incident, VANISHED));
      assertEquals(ImmutableSet.of(), broken(incident, ROTTED));
      incident.strike();
      assertEquals(1, broken(incident, VANISHED).size());
      assertEquals(1, broken(incident, ROTTED).size());
      world.run(command(incident, "reconcile", "--confirm")).endsWith(ExitCode.PARTIAL);
      incident.acknowledge();
      assertEquals(1, broken(incident, VANISHED).size(), "no listing shows it");
      world.run(command(incident, "scrub", "--bytes")).endsWith(ExitCode.DRIFT);
      assertEquals(1, broken(incident, ROTTED).size(), "a dry run heals nothing");
      world.run(command(incident, "scrub", "--bytes", "--confirm")).endsWith(ExitCode.DONE);
      assertEquals(ImmutableSet.of(), broken(incident, VANISHED));
      assertEquals(ImmutableSet.of(), broken(incident, ROTTED));
    }
  }

  /**
   * The blobs of an image, which is no index, that its registry does not give as they should be.
   */
  private static ImmutableSet<String> broken(Incident incident, String image) throws IOException {
    Matcher name = IMAGE.matcher(image);
    assertTrue(name.matches());
    String host = name.group(1);
    String registry =
        incident.rewrites().stream()
            .filter(pair -> pair.startsWith(host + "="))
            .map(pair -> "http://" + pair.substring(host.length() + 1))
            .collect(MoreCollectors.onlyElement());
    String repository = registry + "/v2/" + name.group(2);
    byte[] manifest = get(repository + "/manifests/" + name.group(3));
    ImmutableSet.Builder<String> broken = ImmutableSet.builder();
    for (MatchResult digest :
        DIGEST.matcher(new String(manifest, StandardCharsets.UTF_8)).results().toList()) {
      try {
        byte[] bytes = get(repository + "/blobs/" + digest.group());
        if (!Hashing.sha256().hashBytes(bytes).toString().equals(digest.group(1))) {
          broken.add(digest.group());
        }
      } catch (FileNotFoundException e) {
        broken.add(digest.group());
      }
    }
    return broken.build();
  }

  private static byte[] get(String url) throws IOException {
    try (InputStream body = URI.create(url).toURL().openStream()) {
      return body.readAllBytes();
    }
  }

  private static void assertRestored(
      ImmutableSortedMap<Repository, LiveRepository.Contents> promoted,
      ImmutableSortedMap<Repository, LiveRepository.Contents> after) {
    promoted.forEach(
        (repository, before) -> {
          LiveRepository.Contents now = after.get(repository);
          if (repository.equals(Repository.parse("us.gcr.io/k8s-artifacts-prod/debug-shell"))) {
            assertTrue(now.unknown(), "deleted for cause, and to stay so");
            return;
          }
          assertEquals(before.tags(), now.tags(), repository.toString());
          assertEquals(
              ImmutableSet.of(),
              Sets.difference(before.images(), now.images()),
              () -> "lost from " + repository);
        });
  }

  private ImmutableSortedMap<Repository, LiveRepository.Contents> read(Incident incident)
      throws IOException {
    RegistrySettings settings =
        RegistrySettings.defaults(ImmutableMap.of())
            .withNetwork(network(incident))
            .withRewrites(Rewrites.parse(incident.rewrites()));
    ImmutableSortedMap.Builder<Repository, LiveRepository.Contents> contents =
        ImmutableSortedMap.naturalOrder();
    try (RegistryClient client = RegistryClient.open(settings)) {
      for (String host : HOSTS) {
        for (String name : NAMES) {
          Repository repository = new Repository(host, "k8s-artifacts-prod/" + name);
          contents.put(
              repository, (LiveRepository.Contents) client.reader().read(repository, EVERYTHING));
        }
      }
    }
    return contents.buildOrThrow();
  }

  private static Network network(Incident incident) {
    Network network = Network.DEFAULT;
    ImmutableList.Builder<String> hosts = ImmutableList.builder();
    for (String option : incident.tlsOptions()) {
      String value = option.substring(option.indexOf('=') + 1);
      if (option.startsWith("--ca-file=")) {
        network = network.withTrust(network.trust().withAuthorities(value));
      } else {
        hosts.add(value);
      }
    }
    return network.withPlainHosts(PlainHosts.of(ImmutableList.of(), hosts.build()));
  }

  private String[] command(Incident incident, String... words) {
    return Stream.of(
            Stream.of(words),
            Stream.of(
                "--thin-manifest-dir=" + incident.thinManifestDirectory(),
                "--snapshot=" + directory.resolve("snapshot")),
            incident.rewrites().stream().map(pair -> "--rewrite=" + pair),
            incident.tlsOptions().stream())
        .flatMap(each -> each)
        .toArray(String[]::new);
  }
}
