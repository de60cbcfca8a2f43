package dev.reinstate.reconcile.gate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import com.google.common.collect.TreeMultiset;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses a plan that looks like a broken registry or a broken manifest rather than an everyday
 * repair.
 */
public final class Gate {

  private final GateLimits limits;

  public Gate(GateLimits limits) {
    this.limits = limits;
  }

  public GateVerdict examine(Plan plan, PlanInput states) {
    ImmutableList<String> exceeded =
        ImmutableList.<String>builder()
            .addAll(tooManyTagMoves(plan))
            .addAll(tooManyImagesMissing(plan, states))
            .addAll(tooManyTagsMissing(plan, states))
            .build();
    if (exceeded.isEmpty()) {
      return new GateVerdict.Open();
    }
    return limits.approved().filter(plan.id()::equals).isPresent()
        ? new GateVerdict.Approved(exceeded)
        : new GateVerdict.Closed(exceeded);
  }

  private ImmutableList<String> tooManyTagMoves(Plan plan) {
    long moves = plan.actions().stream().filter(Action.MoveTag.class::isInstance).count();
    return moves > limits.maxTagMoves()
        ? ImmutableList.of(
            "it moves " + moves + " tags; --max-tag-moves is " + limits.maxTagMoves())
        : ImmutableList.of();
  }

  private ImmutableList<String> tooManyImagesMissing(Plan plan, PlanInput states) {
    List<Action> restores = actions(plan, Action.RestoreImage.class);
    UnusableImages unusable = UnusableImages.of(plan);
    return tooManyMissing(
        unusable.damaged() ? "images, damaged ones included" : "images",
        destinations(unusable.repositories(), states),
        wanted(images -> images.tagsByDigest().size(), restores, states));
  }

  /** Tags of images that are there; those of missing ones come with them. */
  private ImmutableList<String> tooManyTagsMissing(Plan plan, PlanInput states) {
    List<Action> added = actions(plan, Action.AddTag.class);
    return tooManyMissing(
        "tags",
        destinations(added.stream().map(Action::repository), states),
        wanted(images -> images.digestByTag().size(), added, states));
  }

  private ImmutableList<String> tooManyMissing(
      String what, Multiset<RegistryPrefix> missing, Multiset<RegistryPrefix> wanted) {
    ImmutableList.Builder<String> exceeded = ImmutableList.builder();
    for (Multiset.Entry<RegistryPrefix> entry : missing.entrySet()) {
      int count = entry.getCount();
      int of = wanted.count(entry.getElement());
      if (count > GateLimits.ALWAYS_ALLOWED_MISSING
          && 100L * count > (long) limits.maxMissingPercent() * of) {
        exceeded.add(
            "%s misses %d of %d %s; --max-missing is %d%%"
                .formatted(entry.getElement(), count, of, what, limits.maxMissingPercent()));
      }
    }
    return exceeded.build();
  }

  private static List<Action> actions(Plan plan, Class<? extends Action> kind) {
    return plan.actions().stream().filter(kind::isInstance).toList();
  }

  private static Multiset<RegistryPrefix> destinations(
      Stream<Repository> repositories, PlanInput states) {
    return repositories
        .map(states.desired()::destinationOf)
        .collect(Collectors.toCollection(TreeMultiset::create));
  }

  /** What the manifests desire, and what of the actions the snapshot alone asks for. */
  private static Multiset<RegistryPrefix> wanted(
      ToIntFunction<TaggedImages> size, List<Action> actions, PlanInput states) {
    Multiset<RegistryPrefix> wanted =
        destinations(
            actions.stream()
                .filter(action -> action.authority() == Authority.SNAPSHOT)
                .map(Action::repository),
            states);
    for (Repository repository : states.live().repositories().keySet()) {
      var desired = states.desired().repositories().get(repository);
      if (desired != null) {
        wanted.add(desired.destination(), size.applyAsInt(desired.images()));
      }
    }
    return wanted;
  }
}
