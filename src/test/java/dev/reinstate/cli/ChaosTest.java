package dev.reinstate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.RandomWorld.Damage;
import dev.reinstate.cli.RandomWorld.Kind;
import dev.reinstate.cli.RandomWorld.Wanted;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.sandbox.Challenge;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.Feature;
import dev.reinstate.sandbox.Listing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
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

  @ParameterizedTest
  @MethodSource("manySeeds")
  void aTenthOfAllRequestsFailing(long seed) {
    Chaos.run(seed, () -> check(seed, Chaos.mild()));
  }

  /** More than half of the requests fail, so that retries run out and runs end partial. */
  @ParameterizedTest
  @MethodSource("someSeeds")
  void aTenthOfAllRequestsFailingInEachWay(long seed) {
    Chaos.run(seed, () -> check(seed, 0.1));
  }

  private void check(long seed, double share) throws IOException {
    Random random = new Random(seed);
    try (RandomWorld world = new RandomWorld(directory, registries(random))) {
      for (int i = random.nextInt(1, 9); i > 0; i--) {
        world.suffer(damage(random));
      }
      var before = world.world().state();
      HOSTS.forEach(host -> Chaos.strike(world.world().registry(host), share, random.nextLong()));
      Run run = repair(world);
      HOSTS.stream()
          .map(world.world()::registry)
          .map(EmbeddedRegistry::faults)
          .forEach(faults -> faults.clear());

      assertNamesWhatIsLeft(run, world.lacking());
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
      options = options.withListing(Listing.OCI);
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

  /** All that is missing is named; and all that is named is missing, or was not done. */
  private static void assertNamesWhatIsLeft(Run run, ImmutableSet<Wanted> lacking) {
    if (lacking.isEmpty() && run.code() == ExitCode.DONE) {
      return;
    }
    run.endsWith(ExitCode.PARTIAL);
    Predicate<Wanted> named = named(run);
    lacking.forEach(each -> assertTrue(named.test(each), () -> each + " is not in " + run.out()));
    assertTrue(!lacking.isEmpty() || saysWhy(run), () -> "nothing is left after " + run.out());
  }

  private static Predicate<Wanted> named(Run run) {
    ImmutableList<Action> left = left(run);
    return wanted ->
        left.stream().anyMatch(action -> isAbout(action, wanted))
            || plans(run)
                .flatMap(plan -> plan.findings().stream())
                .filter(finding -> finding.kind().needsHuman())
                .anyMatch(finding -> isAbout(finding, wanted));
  }

  private static boolean saysWhy(Run run) {
    return !left(run).isEmpty()
        || plans(run)
            .flatMap(plan -> plan.findings().stream())
            .anyMatch(finding -> finding.kind().needsHuman());
  }

  /** Actions without success, and those that are still to be done by the check afterwards. */
  private static ImmutableList<Action> left(Run run) {
    ImmutableList.Builder<Action> left = ImmutableList.builder();
    left.addAll(run.plan().notDone());
    plans(run).skip(1).forEach(verified -> left.addAll(verified.actions()));
    return left.build();
  }

  /** The plan, and the one made afterwards where something was written. */
  private static Stream<PlanJsonReader> plans(Run run) {
    JsonNode verified = run.json().get("verified");
    return verified == null
        ? Stream.of(run.plan())
        : Stream.of(run.plan(), new PlanJsonReader(verified));
  }

  private static boolean isAbout(Action action, Wanted wanted) {
    return action.repository().equals(wanted.repository())
        && switch (action) {
          case Action.RestoreImage restore -> restore.digest().equals(wanted.digest());
          case Action.AddTag add -> add.tag().equals(wanted.tag());
          case Action.MoveTag move -> move.tag().equals(wanted.tag());
        };
  }

  private static boolean isAbout(Finding finding, Wanted wanted) {
    return finding.repository().equals(Optional.of(wanted.repository()))
        && (finding instanceof Finding.Unreadable
            || finding.tags().contains(wanted.tag())
            || finding.digest().equals(Optional.of(wanted.digest())));
  }
}
