package dev.reinstate.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.Comparators;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** The design's invariants that concern one plan; {@link PlanIsolationTest} has the others. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
final class PlanInvariantsTest {

  @Provide
  Arbitrary<PlanInput> inputs() {
    return PlanInputs.withBelongings();
  }

  @Property
  void anAppliedPlanLeavesNothingToDo(@ForAll("inputs") PlanInput input) {
    LiveState after = PureRegistries.after(input.live(), Planner.plan(input));
    assertEquals(ImmutableList.of(), Planner.plan(withLive(input, after)).actions());
  }

  @Property
  void nothingPresentIsAbsentAfterwardsAndOnlyMoveTagChangesATag(
      @ForAll("inputs") PlanInput input) {
    Plan plan = Planner.plan(input);
    Map<Repository, LiveRepository.Contents> after =
        Everything.readable(withLive(input, PureRegistries.after(input.live(), plan)));
    Classification classified = new Classification(plan);
    Everything.readable(input)
        .forEach(
            (repository, before) -> {
              assertTrue(after.get(repository).images().containsAll(before.images()));
              before
                  .tags()
                  .forEach(
                      (tag, value) ->
                          assertEquals(
                              !value.equals(after.get(repository).tags().get(tag)),
                              classified.of(repository, tag).equals(Optional.of("move-tag")),
                              tag));
            });
  }

  @Property
  void aTagMovesOnlyAsTheTableAllows(@ForAll("inputs") PlanInput input) {
    for (Action action : Planner.plan(input).actions()) {
      if (action instanceof Action.MoveTag move) {
        assertTrue(isAllowed(move, input), move::toString);
      }
    }
  }

  private static boolean isAllowed(Action.MoveTag move, PlanInput input) {
    DescriptorDigest live =
        Everything.readable(input).get(move.repository()).tags().get(move.tag());
    DesiredRepository desired = input.desired().repositories().get(move.repository());
    DescriptorDigest wanted =
        desired == null ? null : desired.images().digestByTag().get(move.tag());
    MergeBaseTag agreed = input.agreed().get(move.repository()).tags().get(move.tag());
    if (!move.from().equals(live) || move.to().equals(live)) {
      return false;
    }
    if (wanted == null) {
      return input.options().restoreUnmanaged()
          && !agreed.managed()
          && move.to().equals(agreed.digest());
    }
    boolean requested = agreed != null && agreed.digest().equals(live);
    return move.to().equals(wanted)
        && (agreed == null
            || agreed.digest().equals(wanted)
            || (requested && input.options().allowTagMoves()));
  }

  @Property
  void everyItemIsClassifiedOnce(@ForAll("inputs") PlanInput input) {
    Plan plan = Planner.plan(input);
    Set<Classification.Item> mentioned = new Classification(plan).words().keySet();
    int images = 0;
    int tags = 0;
    for (var entry : Everything.readable(input).entrySet()) {
      Everything everything = Everything.of(input, entry.getKey(), entry.getValue());
      images += everything.images().size();
      tags += everything.tags().size();
      Set<Object> known =
          ImmutableSet.builder().addAll(everything.images()).addAll(everything.tags()).build();
      mentioned.stream()
          .filter(item -> item.repository().equals(entry.getKey()))
          .forEach(item -> assertTrue(known.contains(item.digestOrTag()), item::toString));
    }
    assertEquals(input.live().repositories().size(), plan.counts().repositories());
    assertEquals(images, plan.counts().images());
    assertEquals(tags, plan.counts().tags());
  }

  @Property
  void whatDiffersIsMentionedAndWhatAgreesIsNot(@ForAll("inputs") PlanInput input) {
    Classification classified = new Classification(Planner.plan(input));
    Everything.readable(input)
        .forEach(
            (repository, live) -> {
              Map<String, DescriptorDigest> desired =
                  Optional.ofNullable(input.desired().repositories().get(repository))
                      .map(known -> (Map<String, DescriptorDigest>) known.images().digestByTag())
                      .orElse(ImmutableMap.of());
              Map<String, MergeBaseTag> agreed = input.agreed().get(repository).tags();
              for (String tag : Everything.of(input, repository, live).tags()) {
                MergeBaseTag base = agreed.get(tag);
                DescriptorDigest aim =
                    desired.getOrDefault(tag, base == null ? null : base.digest());
                boolean differs = aim == null || !aim.equals(live.tags().get(tag));
                boolean leftAlone =
                    !desired.containsKey(tag)
                        && live.tags().containsKey(tag)
                        && AttachmentTag.subjectOf(tag).isPresent();
                boolean mentioned = classified.of(repository, tag).isPresent();
                assertTrue(differs || !mentioned, tag);
                assertTrue(!differs || mentioned || leftAlone, tag);
              }
            });
  }

  @Property
  void whatAnImageNeedsComesWithIt(@ForAll("inputs") PlanInput input) {
    Plan plan = Planner.plan(input);
    Map<Repository, LiveRepository.Contents> after =
        Everything.readable(withLive(input, PureRegistries.after(input.live(), plan)));
    Classification classified = new Classification(plan);
    for (Action action : plan.actions()) {
      if (action instanceof Action.RestoreImage restore) {
        var known = input.agreed().get(restore.repository()).images().get(restore.digest());
        for (DescriptorDigest child :
            known == null ? Set.<DescriptorDigest>of() : known.children()) {
          boolean there = after.get(restore.repository()).images().contains(child);
          boolean lost = classified.of(restore.repository(), child).equals(Optional.of("lost"));
          assertTrue(there || lost, () -> restore + " without " + child);
        }
      }
    }
  }

  @Property
  void aReferrerWithoutANameDoesNotComeBackAlone(@ForAll("inputs") PlanInput input) {
    Plan plan = Planner.plan(input);
    LiveState after = PureRegistries.after(input.live(), plan);
    for (Action action : plan.actions()) {
      if (action instanceof Action.RestoreImage restore
          && restore.reason() == ActionReason.UNMANAGED_MISSING) {
        MergeBaseRepository agreed = input.agreed().get(restore.repository());
        MergeBaseImage image = agreed.images().get(restore.digest());
        boolean named =
            agreed.tags().values().stream().anyMatch(tag -> tag.digest().equals(restore.digest()));
        if (image != null && image.subject().isPresent() && !named) {
          LiveRepository.Contents contents =
              (LiveRepository.Contents) after.repositories().get(restore.repository());
          assertTrue(contents.images().contains(image.subject().get()), action.identity());
        }
      }
    }
  }

  @Property
  void everySourceHasTheImageAndTheBestComesFirst(@ForAll("inputs") PlanInput input) {
    for (Action action : Planner.plan(input).actions()) {
      if (action instanceof Action.RestoreImage restore) {
        assertFalse(restore.sources().isEmpty());
        assertTrue(Comparators.isInOrder(restore.sources(), Comparator.comparing(Source::kind)));
        restore.sources().forEach(source -> assertTrue(has(source, restore, input)));
      }
    }
  }

  private static boolean has(Source source, Action.RestoreImage restore, PlanInput input) {
    return switch (source) {
      case Source.Live live ->
          holds(live.repository(), restore.digest(), input)
              && live.kind() == kindOf(live.repository(), restore.repository());
      case Source.Mirrored ignored -> false;
      case Source.Stored stored ->
          input.agreed().repositories().values().stream()
              .map(known -> known.images().get(stored.content().digest()))
              .anyMatch(known -> known != null && known.held());
    };
  }

  private static Source.Kind kindOf(Repository source, Repository destination) {
    if (source.host().equals(destination.host())) {
      return Source.Kind.MOUNT;
    }
    return source.equals(PlanInputs.STAGING) ? Source.Kind.STAGING : Source.Kind.MIRROR;
  }

  private static boolean holds(Repository repository, DescriptorDigest digest, PlanInput input) {
    LiveState state = repository.equals(PlanInputs.STAGING) ? input.sources() : input.live();
    return state.get(repository) instanceof LiveRepository.Contents contents
        && contents.images().contains(digest);
  }

  private static PlanInput withLive(PlanInput input, LiveState live) {
    return new PlanInput(input.desired(), live, input.sources(), input.agreed(), input.options());
  }
}
