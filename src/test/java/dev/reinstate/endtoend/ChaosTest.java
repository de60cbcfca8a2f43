package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.endtoend.RandomWorld.Damage;
import dev.reinstate.endtoend.RandomWorld.Kind;
import dev.reinstate.registry.Wire;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.guard.Challenge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Confirmed runs over registries at which everything goes wrong: each repairs everything, or exits
 * 4 and names what is left; and none loses anything.
 */
@Timeout(60)
final class ChaosTest {

  private static final ImmutableList<String> HOSTS =
      ImmutableList.of("us.example", "eu.example", "staging.example");

  /** Damage that can be mended without a human. */
  private static final ImmutableList<Kind> MENDABLE =
      ImmutableList.of(
          Kind.MANIFEST_DELETED,
          Kind.DELETED_WITH_BLOBS,
          Kind.UNTAGGED,
          Kind.TAG_MOVED,
          Kind.STRANGER_TAGGED,
          Kind.LOST_BY_STAGING,
          Kind.DROPPED_FROM_MANIFEST);

  @TempDir private Path directory;

  static LongStream manySeeds() {
    return Chaos.seeds(200);
  }

  static LongStream someSeeds() {
    return Chaos.seeds(40);
  }

  static LongStream fewSeeds() {
    return Chaos.seeds(12);
  }

  @ParameterizedTest
  @MethodSource("manySeeds")
  void aTenthOfAllRequestsFailing(long seed) {
    Chaos.run(seed, () -> check(Wire.PLAIN, seed, Chaos.mild()));
  }

  @ParameterizedTest
  @MethodSource("someSeeds")
  void aTenthOfAllRequestsFailingOverTls(long seed) {
    Chaos.run(seed, () -> check(Wire.TLS, seed, Chaos.mild()));
  }

  /** More than half of the requests fail, so that retries run out and runs end partial. */
  @ParameterizedTest
  @MethodSource("someSeeds")
  void aTenthOfAllRequestsFailingInEachWay(long seed) {
    Chaos.run(seed, () -> check(Wire.PLAIN, seed, 0.1));
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void aTenthOfAllRequestsFailingInEachWayOverTls(long seed) {
    Chaos.run(seed, () -> check(Wire.TLS, seed, 0.1));
  }

  /** What cannot be written is said, never half there, and keeps nothing from being repaired. */
  @ParameterizedTest
  @MethodSource("someSeeds")
  @EnabledOnOs(OS.LINUX)
  void sinksFailingToo(long seed) {
    Chaos.run(seed, () -> checkSinks(seed));
  }

  private void checkSinks(long seed) throws IOException {
    Random random = new Random(seed);
    try (RandomWorld world = new RandomWorld(directory, registries(random));
        Sinks sinks = new Sinks(directory.resolve("artifacts"), random)) {
      for (int i = random.nextInt(1, 9); i > 0; i--) {
        world.suffer(damage(random));
      }
      var before = world.world().state();
      HOSTS.forEach(
          host -> Chaos.strike(world.world().registry(host), Chaos.mild(), random.nextLong()));
      ExitCode code =
          world
              .world()
              .reconcileInto(
                  sinks.out(),
                  sinks.err(),
                  "--confirm",
                  "--json",
                  "--max-missing=100",
                  "--artifacts=" + sinks.artifacts());
      HOSTS.forEach(host -> world.world().registry(host).faults().clear());

      sinks.assertHonest(code, world.lacking());
      assertEquals(List.of(), Losses.between(before, world.world().state()));
      assertEquals(List.of(), TagAudit.violations(world, before, world.world().state()));
      repair(world).endsWith(ExitCode.DONE);
      assertClean(world);
    }
  }

  /** And some listings show the images, but fewer tags than there are. */
  @ParameterizedTest
  @MethodSource("someSeeds")
  void listingsThatLoseTheirTags(long seed) {
    Chaos.run(
        seed,
        () ->
            check(
                Wire.PLAIN,
                seed,
                (registry, random) -> {
                  Chaos.loseTags(registry, random);
                  Chaos.strike(registry, Chaos.mild(), random.nextLong());
                }));
  }

  /** What somebody else has moved since the plan was made is never overwritten. */
  @ParameterizedTest
  @MethodSource("someSeeds")
  void tagsThatSomebodyMovesBetweenTwoAttempts(long seed) {
    Chaos.run(seed, () -> checkMoved(Wire.PLAIN, seed));
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void tagsThatSomebodyMovesBetweenTwoAttemptsOverTls(long seed) {
    Chaos.run(seed, () -> checkMoved(Wire.TLS, seed));
  }

  private interface Strike {
    void at(EmbeddedRegistry registry, Random random);
  }

  private void check(Wire wire, long seed, double share) throws IOException {
    check(wire, seed, (registry, random) -> Chaos.strike(registry, share, random.nextLong()));
  }

  private void checkMoved(Wire wire, long seed) throws IOException {
    Random random = new Random(seed);
    try (RandomWorld world = new RandomWorld(directory, wire.on(registries(random)))) {
      for (int i = random.nextInt(3, 12); i > 0; i--) {
        world.suffer(damage(random));
      }
      var before = world.world().state();
      TagMover mover = new TagMover(random.nextLong());
      HOSTS.forEach(host -> mover.haunt(host, world.world().registry(host)));
      HOSTS.forEach(
          host -> Chaos.strike(world.world().registry(host), Chaos.mild(), random.nextLong()));
      Run run = repair(world);
      HOSTS.forEach(host -> world.world().registry(host).faults().clear());

      assertEquals(List.of(), mover.overwritten());
      Leftovers.assertNamed(world.lacking(), run);
      assertEquals(List.of(), Losses.between(before, world.world().state()));
      repair(world).endsWith(ExitCode.DONE);
      assertClean(world);
    }
  }

  private void check(Wire wire, long seed, Strike strike) throws IOException {
    Random random = new Random(seed);
    try (RandomWorld world = new RandomWorld(directory, wire.on(registries(random)))) {
      for (int i = random.nextInt(1, 9); i > 0; i--) {
        world.suffer(damage(random));
      }
      var before = world.world().state();
      HOSTS.forEach(host -> strike.at(world.world().registry(host), random));
      Run run = repair(world);
      HOSTS.stream()
          .map(world.world()::registry)
          .map(EmbeddedRegistry::faults)
          .forEach(faults -> faults.clear());

      Leftovers.assertNamed(world.lacking(), run);
      assertEquals(List.of(), Losses.between(before, world.world().state()));
      assertEquals(List.of(), TagAudit.violations(world, before, world.world().state()));
      repair(world).endsWith(ExitCode.DONE);
      assertClean(world);
      assertEquals(List.of(), TagAudit.violations(world, before, world.world().state()));
    }
  }

  private static EmbeddedRegistryOptions registries(Random random) {
    EmbeddedRegistryOptions options = EmbeddedRegistryOptions.defaults();
    if (random.nextBoolean()) {
      options = options.withListing(ListingStyle.OCI);
    }
    if (random.nextBoolean()) {
      options = options.with(Feature.STRICT_REFERENCES);
    }
    if (random.nextInt(3) == 0) {
      options =
          options.withChallenge(new Challenge.Bearer(Optional.empty(), Duration.ofMinutes(5)));
    }
    return options;
  }

  private static Damage damage(Random random) {
    return new Damage(
        MENDABLE.get(random.nextInt(MENDABLE.size())),
        random.nextInt(7),
        random.nextInt(7),
        random.nextInt(7),
        random.nextInt(7));
  }

  private static Run repair(RandomWorld world) {
    return world.world().reconcile("--confirm", "--json", "--max-missing=100");
  }

  private static void assertClean(RandomWorld world) {
    assertEquals(ImmutableSet.of(), world.lacking());
    Run dry = world.world().reconcile().endsWith(ExitCode.DONE);
    assertEquals("Nothing to promote.", dry.out().lines().toList().getLast());
  }
}
