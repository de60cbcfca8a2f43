package dev.reinstate.scrub;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.StateCounts;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans how what is broken is healed. Equal damage gives equal plans. */
final class ScrubPlanner {

  private final Universe universe;
  private final Damages damages;

  ScrubPlanner(Universe universe, Damages damages) {
    this.universe = universe;
    this.damages = damages;
  }

  /**
   * The plan.
   *
   * @param remedies where what is broken is to be had
   * @param readOnly repositories that cannot be written: blob mirrors
   */
  Plan plan(
      Map<Fault, Remedies.Remedy> remedies, ImmutableSet<Repository> readOnly, StateCounts counts) {
    ImmutableList.Builder<Action> actions = ImmutableList.builder();
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.addAll(damages.unreadable());
    remedies.forEach(
        (fault, remedy) -> {
          findings.add(damages.finding(fault, fault.kind()));
          if (readOnly.contains(fault.repository())) {
            findings.add(damages.finding(fault, FindingKind.NOT_HEALED));
          } else if (remedy.sources().isEmpty()) {
            lost(fault, remedy).forEach(findings::add);
          } else {
            actions.add(action(fault, remedy));
          }
        });
    return new Plan(
        ImmutableList.sortedCopyOf(Action.ORDER, actions.build()),
        ImmutableList.sortedCopyOf(Finding.ORDER, findings.build()),
        counts);
  }

  /**
   * What a plan left: everything that is still broken, whether it was healed in vain or came to
   * light only now.
   */
  Plan leftOf(Plan plan) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.addAll(damages.unreadable());
    ImmutableSet.Builder<Fault.Key> left = ImmutableSet.builder();
    for (Fault fault : damages.faults()) {
      findings.add(damages.finding(fault, FindingKind.NOT_HEALED));
      left.add(fault.key());
    }
    ImmutableSet<Fault.Key> keys = left.build();
    return new Plan(
        plan.actions().stream()
            .filter(action -> keys.contains(keyOf(action)))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.sortedCopyOf(Finding.ORDER, findings.build()),
        plan.counts());
  }

  private static Fault.Key keyOf(Action action) {
    return switch (action) {
      case Action.RestoreBlob blob -> new Fault.Key(blob.repository(), blob.blob().digest());
      case Action.RestoreImage image -> new Fault.Key(image.repository(), image.digest());
      case Action.AddTag ignored -> throw new IllegalArgumentException(action.identity());
      case Action.MoveTag ignored -> throw new IllegalArgumentException(action.identity());
    };
  }

  private Action action(Fault fault, Remedies.Remedy remedy) {
    if (fault.isOfBlob()) {
      return new Action.RestoreBlob(
          fault.repository(), fault.object(), fault.reason(), remedy.sources());
    }
    return new Action.RestoreImage(
        fault.repository(),
        fault.object().digest(),
        damages.lostTags(new Subject(fault.repository(), fault.object().digest())),
        isFromSnapshot(fault) ? Authority.SNAPSHOT : Authority.MANIFEST,
        fault.reason(),
        remedy.sources());
  }

  /** What no manifest names is there on the snapshot's account, and is announced as that. */
  private static boolean isFromSnapshot(Fault fault) {
    return fault.reason() == ActionReason.ATTACHMENT_MISSING
        || fault.reason() == ActionReason.REFERRER_MISSING
        || fault.reason() == ActionReason.CHILD_MISSING;
  }

  /** For every image that stays broken. */
  private Stream<Finding> lost(Fault fault, Remedies.Remedy remedy) {
    String detail =
        "no source has %s %s, which it needs; asked: %s"
            .formatted(
                fault.isOfBlob() ? "blob" : "manifest",
                fault.object().digest(),
                remedy.asked().stream().collect(Collectors.joining(", ")));
    return damages.broken(fault).stream()
        .map(image -> universe.images().get(image))
        .filter(image -> image.repository().equals(fault.repository()))
        .map(
            image ->
                new Finding.OfImage(
                    FindingKind.LOST,
                    image.repository(),
                    image.digest(),
                    ImmutableSortedSet.copyOf(damages.tags(image)),
                    detail));
  }
}
