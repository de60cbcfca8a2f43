package dev.reinstate.reconcile;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.KnownState;
import dev.reinstate.apply.Outcome;
import dev.reinstate.apply.PlanApplier;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Source;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Restores from a snapshot alone into a scratch registry and reads everything back. */
public final class Drill {

  private final PlanApplier applier;
  private final ReadBack readBack;
  private final FanOut fanOut;

  /**
   * @param applier writes to the scratch registry, with the snapshot as its only source
   */
  public Drill(PlanApplier applier, ReadBack readBack, FanOut fanOut) {
    this.applier = applier;
    this.readBack = readBack;
    this.fanOut = fanOut;
  }

  /**
   * Restores below the target, each repository under its own host's name.
   *
   * @param sample how many images to take, chosen by their digests and so always the same; empty
   *     for all
   */
  public DrillResult run(MergeBase agreed, RegistryPrefix target, OptionalInt sample) {
    ImmutableList<Action> restores = restores(agreed, target);
    ImmutableList<Action> chosen =
        sample.isEmpty()
            ? restores
            : restores.stream()
                .sorted(Comparator.comparing(Action::operands))
                .limit(sample.getAsInt())
                .collect(ImmutableList.toImmutableList());
    Stopwatch restoring = Stopwatch.createStarted();
    ImmutableSet<DescriptorDigest> neverSeen = agreed.neverSeen();
    Plan plan = new Plan(chosen, ImmutableList.of(), StateCounts.NONE);
    ImmutableList<Outcome> outcomes = applier.apply(plan, KnownState.of(plan).without(neverSeen));
    restoring.stop();
    Stopwatch reading = Stopwatch.createStarted();
    ImmutableList<ReadBack.Answer> answers =
        fanOut.map(
            outcomes, outcome -> readBack.read((Action.RestoreImage) outcome.action(), neverSeen));
    return DrillResult.of(
        outcomes, answers, restoring.elapsed(), reading.elapsed(), restores.size());
  }

  private static ImmutableList<Action> restores(MergeBase agreed, RegistryPrefix target) {
    return agreed.repositories().entrySet().stream()
        .flatMap(entry -> restores(below(target, entry.getKey()), entry.getValue()))
        .collect(ImmutableList.toImmutableList());
  }

  /** A port's colon may not stand in a repository's name. */
  private static Repository below(RegistryPrefix target, Repository repository) {
    return target.resolve(repository.host().replace(':', '-') + "/" + repository.path());
  }

  private static Stream<Action> restores(Repository target, MergeBaseRepository repository) {
    Set<DescriptorDigest> children =
        repository.images().values().stream()
            .flatMap(image -> image.children().stream())
            .collect(Collectors.toSet());
    return repository.images().entrySet().stream()
        .filter(image -> image.getValue().held() && !children.contains(image.getKey()))
        .map(image -> restore(target, repository, image));
  }

  private static Action restore(
      Repository target,
      MergeBaseRepository repository,
      Map.Entry<DescriptorDigest, MergeBaseImage> image) {
    ImmutableSortedSet<String> tags =
        repository.tags().entrySet().stream()
            .filter(tag -> tag.getValue().digest().equals(image.getKey()))
            .map(Map.Entry::getKey)
            .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
    return new Action.RestoreImage(
        target,
        image.getKey(),
        tags,
        Authority.SNAPSHOT,
        ActionReason.DRILL,
        ImmutableList.of(new Source.Stored(image.getValue().content())));
  }
}
