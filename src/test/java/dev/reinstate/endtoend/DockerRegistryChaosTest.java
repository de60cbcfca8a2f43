package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.endtoend.RandomWorld.Wanted;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.DockerRegistry;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A registry that is not ours, behind connections that break in every way. */
@Timeout(60)
final class DockerRegistryChaosTest {

  /** What the registry itself says of a repository, without the proxy. */
  private record Held(LiveRepository.Contents contents) {
    ImmutableSet<DescriptorDigest> images() {
      return ImmutableSet.copyOf(contents.images());
    }

    ImmutableSortedMap<String, DescriptorDigest> tags() {
      return ImmutableSortedMap.copyOf(contents.tags());
    }
  }

  private static DockerRegistry registry;

  @TempDir private Path directory;

  private final SampleImages samples = new SampleImages(19);
  private final SampleImage image = samples.docker(3_000, 500);
  private final SampleImage index = samples.ociIndex(samples.oci(2_000), samples.zstd(900));
  private final SampleImage intruder = samples.oci(300);
  private final ImmutableMap<String, DescriptorDigest> wanted =
      ImmutableMap.of("v1", image.digest(), "v2", index.digest(), "v3", image.digest());

  @BeforeAll
  static void startRegistry(@TempDir Path data) throws IOException {
    registry = DockerRegistry.start(data);
  }

  @AfterAll
  static void stopRegistry() {
    if (registry != null) {
      registry.close();
    }
  }

  static LongStream seeds() {
    return Chaos.seeds(25);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everythingIsPutRightOrNamed(long seed) {
    Chaos.run(seed, () -> check(seed));
  }

  private void check(long seed) throws IOException {
    Repository repository = new Repository(registry.host(), "seed-" + seed + "/app");
    try (World direct = world("direct", seed, registry.host());
        FaultyProxy proxy = new FaultyProxy(registry.host(), seed);
        World faulty = world("faulty", seed, proxy.host())) {
      drift(seed);
      Held before = held(repository);
      // One request after the other, so that a seed gives each the same connection again.
      Run run = faulty.reconcile("--confirm", "--json", "--max-missing=100", "--concurrency=1");

      Held after = held(repository);
      assertEquals(ImmutableSet.of(), Sets.difference(before.images(), after.images()));
      after.tags().forEach((tag, digest) -> assertValue(before, tag, digest));
      Leftovers.assertNamed(lacking(seed, after), run);

      direct.reconcile("--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
      assertEquals(wanted, held(repository).tags());
      Run dry = direct.reconcile().endsWith(ExitCode.DONE);
      assertEquals("Nothing to promote.", dry.out().lines().toList().getLast());
    }
  }

  /** The manifest, the staging registry, and a tag that somebody set. */
  private World world(String name, long seed, String host) throws IOException {
    World world =
        new World(
            Files.createDirectory(directory.resolve(name)), EmbeddedRegistryOptions.defaults());
    world.rename("us.example", host);
    ManifestFile manifest = world.manifest("staging.example/team", "us.example/seed-" + seed);
    world.put("staging.example/team/app", image);
    world.put("staging.example/team/app", index);
    manifest.promote("app", image.digest(), "v1", "v3");
    manifest.promote("app", index.digest(), "v2");
    return world;
  }

  /** One tag is at another image before the run begins. */
  private void drift(long seed) throws IOException {
    try (World before =
        new World(
            Files.createDirectory(directory.resolve("drift")),
            EmbeddedRegistryOptions.defaults())) {
      before.rename("us.example", registry.host());
      before.put("staging.example/team/app", intruder);
      before
          .manifest("staging.example/team", "us.example/seed-" + seed)
          .promote("app", intruder.digest(), "v1");
      before.reconcile("--confirm").endsWith(ExitCode.DONE);
    }
  }

  private void assertValue(Held before, String tag, DescriptorDigest digest) {
    ImmutableSet<DescriptorDigest> allowed =
        before.tags().containsKey(tag)
            ? ImmutableSet.of(before.tags().get(tag), wanted.get(tag))
            : ImmutableSet.of(wanted.get(tag));
    assertTrue(allowed.contains(digest), () -> tag + " is at " + digest);
  }

  private ImmutableSet<Wanted> lacking(long seed, Held held) {
    Repository repository = new Repository("us.example", "seed-" + seed + "/app");
    return wanted.entrySet().stream()
        .filter(each -> !each.getValue().equals(held.tags().get(each.getKey())))
        .map(each -> new Wanted(repository, each.getKey(), each.getValue()))
        .collect(ImmutableSet.toImmutableSet());
  }

  private Held held(Repository repository) throws IOException {
    Expectation everything =
        Expectation.ofEveryTag(
            ImmutableSet.of(image.digest(), index.digest(), intruder.digest()), wanted.keySet());
    try (RegistryClient client =
        RegistryClient.open(RegistrySettings.defaults(ImmutableMap.of()))) {
      return new Held(
          assertInstanceOf(
              LiveRepository.Contents.class, client.reader().read(repository, everything)));
    }
  }
}
