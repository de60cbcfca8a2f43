package dev.reinstate.reconcile.gate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMultiset;
import com.google.common.collect.Multiset;
import com.google.common.collect.TreeMultiset;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;

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
            .addAll(tooManyMissing("images", missing(plan, states.desired()), wanted(plan, states)))
            .addAll(tooManyMissing("tags", missingTags(plan, states), wantedTags(plan, states)))
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

  private ImmutableList<String> tooManyMissing(
      String what, Multiset<RegistryPrefix> missing, Multiset<RegistryPrefix> wanted) {
    ImmutableList.Builder<String> exceeded = ImmutableList.builder();
    for (Multiset.Entry<RegistryPrefix> entry : missing.entrySet()) {
      int count = entry.getCount();
      int of = wanted.count(entry.getElement());
      if (count > GateLimits.ALWAYS_ALLOWED_MISSING
          && 100L * count > (long) limits.maxMissingPercent() * of) {
        exceeded.add(
            entry.getElement()
                + " misses "
                + count
                + " of "
                + of
                + " "
                + what
                + "; --max-missing is "
                + limits.maxMissingPercent()
                + "%");
      }
    }
    return exceeded.build();
  }

  private static Multiset<RegistryPrefix> missing(Plan plan, DesiredState desired) {
    ImmutableSortedMultiset.Builder<RegistryPrefix> missing =
        ImmutableSortedMultiset.naturalOrder();
    for (Action action : plan.actions()) {
      if (action instanceof Action.RestoreImage) {
        missing.add(desired.destinationOf(action.repository()));
      }
    }
    for (Finding finding : plan.findings()) {
      if (finding.kind() == FindingKind.LOST) {
        finding.repository().map(desired::destinationOf).ifPresent(missing::add);
      }
    }
    return missing.build();
  }

  /** Tags of images that are there; those of missing ones come with them. */
  private static Multiset<RegistryPrefix> missingTags(Plan plan, PlanInput states) {
    ImmutableSortedMultiset.Builder<RegistryPrefix> missing =
        ImmutableSortedMultiset.naturalOrder();
    for (Action action : plan.actions()) {
      if (action instanceof Action.AddTag) {
        missing.add(states.desired().destinationOf(action.repository()));
      }
    }
    return missing.build();
  }

  private static Multiset<RegistryPrefix> wantedTags(Plan plan, PlanInput states) {
    Multiset<RegistryPrefix> wanted = TreeMultiset.create();
    for (Repository repository : states.live().repositories().keySet()) {
      var desired = states.desired().repositories().get(repository);
      if (desired != null) {
        wanted.add(desired.destination(), desired.images().digestByTag().size());
      }
    }
    for (Action action : plan.actions()) {
      if (action instanceof Action.AddTag && action.authority() == Authority.SNAPSHOT) {
        wanted.add(states.desired().destinationOf(action.repository()));
      }
    }
    return wanted;
  }

  /** What the manifests desire, and what the snapshot alone asks for. */
  private static Multiset<RegistryPrefix> wanted(Plan plan, PlanInput states) {
    Multiset<RegistryPrefix> wanted = TreeMultiset.create();
    for (Repository repository : states.live().repositories().keySet()) {
      var desired = states.desired().repositories().get(repository);
      if (desired != null) {
        wanted.add(desired.destination(), desired.images().tagsByDigest().size());
      }
    }
    for (Action action : plan.actions()) {
      if (action instanceof Action.RestoreImage && action.authority() == Authority.SNAPSHOT) {
        wanted.add(states.desired().destinationOf(action.repository()));
      }
    }
    return wanted;
  }
}
