package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.Wire;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryState;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Snapshots of registries at which everything goes wrong. */
@Timeout(60)
final class SnapshotChaosTest {

  @TempDir private Path directory;

  static LongStream seeds() {
    return Chaos.seeds(20);
  }

  static LongStream fewSeeds() {
    return Chaos.seeds(8);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsInItIsRightAndWhatIsNotIsNamed(long seed) {
    Chaos.run(seed, () -> check(Wire.PLAIN, seed, Chaos.mild()));
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void whatIsInItIsRightAndWhatIsNotIsNamedOverTls(long seed) {
    Chaos.run(seed, () -> check(Wire.TLS, seed, Chaos.mild()));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsInItIsRightAlsoWhenMostOfItCannotBeRead(long seed) {
    Chaos.run(seed, () -> check(Wire.PLAIN, seed, 0.1));
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void whatIsInItIsRightAlsoWhenMostOfItCannotBeReadOverTls(long seed) {
    Chaos.run(seed, () -> check(Wire.TLS, seed, 0.1));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverHappensToTheStoreIsHealedFromWhatIsLive(long seed) {
    Chaos.run(
        seed,
        () -> {
          try (RandomWorld random =
              new RandomWorld(directory, EmbeddedRegistryOptions.defaults())) {
            World world = random.world();
            MoreFiles.deleteRecursively(world.snapshot(), RecursiveDeleteOption.ALLOW_INSECURE);
            world.takeSnapshot().endsWith(ExitCode.DONE);
            List<Path> struck = new StoredFiles(world.snapshot()).strike(new Random(seed));
            Run taken = world.takeSnapshot("--deep");
            assertFalse(taken.out().contains("! lost"), () -> struck + "\n" + taken.out());
            verify(world);
            world.takeSnapshot().endsWith(ExitCode.DONE);
            assertBringsEverythingBack(world);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatTheStoreAndTheRegistriesLostIsNamedAndNothingElse(long seed) {
    Chaos.run(
        seed,
        () -> {
          try (RandomWorld random =
              new RandomWorld(directory, EmbeddedRegistryOptions.defaults())) {
            World world = random.world();
            MoreFiles.deleteRecursively(world.snapshot(), RecursiveDeleteOption.ALLOW_INSECURE);
            world.takeSnapshot().endsWith(ExitCode.DONE);
            new StoredFiles(world.snapshot()).strike(new Random(seed));
            String lost = seed % 2 == 0 ? "us.example" : "eu.example";
            RandomWorld.HOSTS.forEach(host -> deleteSome(world, host, new Random(seed)));
            world.wipe(lost);
            Run taken = world.takeSnapshot("--deep");
            Run verified =
                world.run("snapshot", "verify", "--deep", "--snapshot=" + world.snapshot());
            for (String line : verified.out().lines().filter(l -> l.startsWith("!")).toList()) {
              assertTrue(line.startsWith("! image "), line);
              String image = line.substring(8, line.indexOf(": "));
              assertTrue(taken.out().contains("! lost " + image), () -> line + taken.out());
            }
            if (!verified.out().endsWith("sound\n")) {
              verified.endsWith(ExitCode.PARTIAL);
              taken.endsWith(ExitCode.PARTIAL);
            }
          }
        });
  }

  /** The same in every region. */
  private static void deleteSome(World world, String host, Random random) {
    RegistryContents contents = world.contents(host);
    contents
        .state()
        .forEach(
            (path, held) -> {
              for (DescriptorDigest image :
                  ImmutableSortedSet.copyOf(Digests.ORDER, held.images())) {
                if (random.nextInt(3) == 0) {
                  contents.deleteBlobsOf(path, image);
                  contents.deleteManifest(path, image);
                }
              }
            });
  }

  private void check(Wire wire, long seed, double share) throws IOException {
    try (RandomWorld random =
        new RandomWorld(directory, wire.on(EmbeddedRegistryOptions.defaults()))) {
      World world = random.world();
      MoreFiles.deleteRecursively(world.snapshot(), RecursiveDeleteOption.ALLOW_INSECURE);
      RandomWorld.HOSTS.forEach(host -> Chaos.strike(world.registry(host), share, seed));
      // The night was on a machine whose clock is off by years, in either direction.
      Duration off = Duration.ofDays(new Random(seed).nextInt(-20_000, 20_000));
      world.pass(off);
      Run taken = world.takeSnapshot();
      RandomWorld.HOSTS.forEach(host -> world.registry(host).faults().clear());

      verify(world);
      LoadedSnapshot snapshot = newest(world);
      taken.endsWith(snapshot.root().complete() ? ExitCode.DONE : ExitCode.PARTIAL);
      RandomWorld.HOSTS.forEach(host -> assertHeldOrNamed(world, host, snapshot));
      world.pass(off.negated());

      world.takeSnapshot().endsWith(ExitCode.DONE);
      verify(world);
      assertBringsEverythingBack(world);
    }
  }

  private static void verify(World world) {
    world
        .run("snapshot", "verify", "--deep", "--snapshot=" + world.snapshot())
        .endsWith(ExitCode.DONE);
  }

  private static LoadedSnapshot newest(World world) throws IOException {
    try (DirectoryStore store = new DirectoryStore(world.snapshot())) {
      return new SnapshotReader(store, new FanOut(4)).latest(repository -> true).orElseThrow();
    }
  }

  private static void assertHeldOrNamed(World world, String host, LoadedSnapshot snapshot) {
    world
        .contents(host)
        .state()
        .forEach(
            (path, held) -> {
              Repository repository = new Repository(host, path);
              if (!snapshot.root().unreadable().containsKey(repository)) {
                held.images().forEach(image -> assertHeldOrNamed(repository, image, snapshot));
              }
            });
  }

  private static void assertHeldOrNamed(
      Repository repository, DescriptorDigest image, LoadedSnapshot snapshot) {
    var agreed = snapshot.state().get(repository).images().get(image);
    boolean named =
        snapshot.root().broken().stream()
            .anyMatch(
                broken -> broken.repository().equals(repository) && broken.digest().equals(image));
    assertTrue(
        named || (agreed != null && agreed.held()),
        () -> repository + "@" + image + " is neither held nor named");
  }

  /** Whatever the faults put into the first snapshot, the second has all that there is. */
  private static void assertBringsEverythingBack(World world) {
    ImmutableSortedMap<String, ImmutableSortedMap<String, RepositoryState>> before = world.state();
    before.keySet().forEach(world::wipe);
    world.reconcile("--confirm", "--restore-unmanaged", "--max-missing=100");
    RandomWorld.HOSTS.forEach(
        host ->
            assertEquals(
                ImmutableList.of(),
                Losses.between(
                    ImmutableSortedMap.of(host, before.get(host)),
                    ImmutableSortedMap.of(host, world.state().get(host)))));
  }
}
