package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.endtoend.RandomWorld.Damage;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Plan;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.content.RepositoryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** The design's invariants, for random damage, against what the registries themselves hold. */
final class InvariantsPropertyTest {

  private record Options(boolean allowTagMoves, boolean restoreUnmanaged, boolean plainListing) {

    EmbeddedRegistryOptions registry() {
      EmbeddedRegistryOptions defaults = EmbeddedRegistryOptions.defaults();
      return plainListing
          ? defaults.withListing(ListingStyle.OCI)
          : defaults.with(Feature.STRICT_REFERENCES);
    }

    String[] words(String... more) {
      ImmutableList.Builder<String> words = ImmutableList.<String>builder().add(more);
      words.add("--json", "--max-missing=100");
      if (allowTagMoves) {
        words.add("--allow-tag-moves");
      }
      if (restoreUnmanaged) {
        words.add("--restore-unmanaged");
      }
      return words.build().toArray(String[]::new);
    }
  }

  @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
  void holdAfterAnyDamage(
      @ForAll("damages") List<Damage> damages,
      @ForAll boolean allowTagMoves,
      @ForAll boolean restoreUnmanaged,
      @ForAll boolean plainListing)
      throws IOException {
    Options options = new Options(allowTagMoves, restoreUnmanaged, plainListing);
    Path directory = Files.createTempDirectory("invariants");
    try (RandomWorld random = new RandomWorld(directory, options.registry())) {
      for (Damage damage : damages) {
        random.suffer(damage);
      }
      check(random, options);
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static void check(RandomWorld random, Options options) {
    World world = random.world();
    var before = world.state();
    Plan plan = world.reconcile(options.words()).plan().plan();
    assertEquals(plan, world.reconcile(options.words()).plan().plan(), "deterministic");
    assertEquals(before, world.state(), "a dry run writes nothing");

    Run confirmed = world.reconcile(options.words("--confirm"));
    confirmed.endsWith(plan.needsHuman() ? ExitCode.PARTIAL : ExitCode.DONE);
    assertEquals(plan.actions(), confirmed.plan().actions(), "the plan is what is carried out");
    assertTrue(confirmed.plan().outcomes().stream().allMatch("done"::equals), confirmed.err());

    assertEquals(ImmutableList.of(), Losses.between(before, world.state()));
    assertTagsMovedAsAllowed(random, options, before, plan);
    Plan next = world.reconcile(options.words()).plan().plan();
    assertEquals(ImmutableList.of(), next.actions(), "convergent");
    assertEquals(random.isPartlyUnreadable() || plan.needsHuman(), next.needsHuman());
  }

  private static void assertTagsMovedAsAllowed(
      RandomWorld random,
      Options options,
      Map<String, ImmutableSortedMap<String, RepositoryState>> before,
      Plan plan) {
    Map<Repository, Map<String, DescriptorDigest>> tagsBefore = tags(before);
    Map<Repository, Map<String, DescriptorDigest>> tagsAfter = tags(random.world().state());
    assertEquals(
        tagsBefore.getOrDefault(new Repository("staging.example", "team/app"), Map.of()),
        tagsAfter.getOrDefault(new Repository("staging.example", "team/app"), Map.of()));
    tagsAfter.forEach(
        (repository, after) -> {
          var changes = Maps.difference(tagsBefore.getOrDefault(repository, Map.of()), after);
          if (random.isUnreadable(repository)) {
            assertTrue(changes.areEqual(), "written although unreadable");
          }
          changes
              .entriesDiffering()
              .forEach(
                  (tag, moved) -> {
                    assertTrue(
                        plan.actions().stream().anyMatch(action -> moves(action, repository, tag)),
                        () -> "nothing moves " + repository + ":" + tag);
                    assertTrue(
                        random.mayMove(
                            repository,
                            tag,
                            moved.leftValue(),
                            moved.rightValue(),
                            options.allowTagMoves(),
                            options.restoreUnmanaged()),
                        () -> repository + ":" + tag + " moved against the table: " + moved);
                  });
        });
  }

  private static boolean moves(Action action, Repository repository, String tag) {
    return action instanceof Action.MoveTag move
        && move.repository().equals(repository)
        && move.tag().equals(tag);
  }

  private static Map<Repository, Map<String, DescriptorDigest>> tags(
      Map<String, ImmutableSortedMap<String, RepositoryState>> state) {
    Map<Repository, Map<String, DescriptorDigest>> tags = new TreeMap<>();
    state.forEach(
        (host, repositories) ->
            repositories.forEach(
                (path, held) ->
                    tags.put(new Repository(host, path), ImmutableMap.copyOf(held.tags()))));
    return tags;
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, 6);
    return Combinators.combine(
            Arbitraries.of(ImmutableSet.copyOf(RandomWorld.Kind.values())),
            number,
            number,
            number,
            number)
        .as(Damage::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(10);
  }
}
