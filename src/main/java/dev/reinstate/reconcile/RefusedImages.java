package dev.reinstate.reconcile;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Dependents;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Images that may not be written.
 *
 * @param why by the action that would have
 */
record RefusedImages(PlanInput states, Map<Action.RestoreImage, String> why) {

  private static final Dependents.Follow ALL = new Dependents.Always(/* others= */ true);
  private static final Dependents.Follow CHILDREN = new Dependents.Always(/* others= */ false);

  /**
   * What is left out of a repository.
   *
   * @param refused what is not written, for its own sake
   * @param leftOut the same with what belongs to nothing else
   */
  private record Part(Set<DescriptorDigest> refused, Set<DescriptorDigest> leftOut) {}

  /**
   * The plan without them: each is a finding instead, and what belongs to nothing else is left out.
   *
   * @param changed actions to take instead of some that stay
   */
  Plan leaveOut(Plan plan, Map<Action.RestoreImage, Action.RestoreImage> changed) {
    Map<Repository, Part> parts = new HashMap<>();
    why.keySet()
        .forEach(
            action ->
                parts.computeIfAbsent(action.repository(), repository -> part(plan, repository)));
    ImmutableList.Builder<Action> actions = ImmutableList.builder();
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    for (Action action : plan.actions()) {
      Part part = parts.get(action.repository());
      if (part == null || !isLeftOut(action, part)) {
        actions.add(
            action instanceof Action.RestoreImage restore
                ? changed.getOrDefault(restore, restore)
                : action);
      } else if (action instanceof Action.RestoreImage restore
          && part.refused().contains(restore.digest())) {
        findings.add(finding(restore, plan));
      }
    }
    return new Plan(actions.build(), plan.findings(), plan.counts()).withFindings(findings.build());
  }

  /** An index says by digest what its children are: they are as good as the index. */
  private Part part(Plan plan, Repository repository) {
    Dependents dependents = new Dependents(states.agreed().get(repository));
    Set<DescriptorDigest> wanted = wanted(plan, repository);
    Set<DescriptorDigest> failed = failed(repository);
    Set<DescriptorDigest> others = Sets.difference(wanted, failed).immutableCopy();
    Set<DescriptorDigest> refused =
        Sets.difference(failed, dependents.of(others, CHILDREN).keySet()).immutableCopy();
    Set<DescriptorDigest> roots = Sets.difference(wanted, refused).immutableCopy();
    Set<DescriptorDigest> stays = Sets.union(roots, dependents.of(roots, ALL).keySet());
    Set<DescriptorDigest> alone = Sets.difference(dependents.of(refused, ALL).keySet(), stays);
    return new Part(refused, Sets.union(refused, alone).immutableCopy());
  }

  private Set<DescriptorDigest> failed(Repository repository) {
    return why.keySet().stream()
        .filter(action -> action.repository().equals(repository))
        .map(Action.RestoreImage::digest)
        .collect(ImmutableSet.toImmutableSet());
  }

  /** What somebody asks for by itself. */
  private Set<DescriptorDigest> wanted(Plan plan, Repository repository) {
    return Stream.concat(
            states.desired().images(repository).tagsByDigest().keySet().stream(),
            plan.actions().stream()
                .filter(action -> action.repository().equals(repository))
                .filter(action -> action.reason() == ActionReason.UNMANAGED_MISSING)
                .flatMap(action -> digest(action).stream()))
        .collect(ImmutableSet.toImmutableSet());
  }

  private static boolean isLeftOut(Action action, Part part) {
    return digest(action).filter(part.leftOut()::contains).isPresent()
        || tag(action)
            .flatMap(AttachmentTag::subjectOf)
            .filter(part.leftOut()::contains)
            .isPresent();
  }

  /** The image that it brings, or that it gives a tag. */
  private static Optional<DescriptorDigest> digest(Action action) {
    return switch (action) {
      case Action.RestoreBlob ignored -> Optional.empty();
      case Action.RestoreImage restore -> Optional.of(restore.digest());
      case Action.AddTag add -> Optional.of(add.digest());
      case Action.MoveTag move -> Optional.of(move.to());
    };
  }

  private static Optional<String> tag(Action action) {
    return switch (action) {
      case Action.RestoreBlob ignored -> Optional.empty();
      case Action.RestoreImage ignored -> Optional.empty();
      case Action.AddTag add -> Optional.of(add.tag());
      case Action.MoveTag move -> Optional.of(move.tag());
    };
  }

  private Finding finding(Action.RestoreImage refused, Plan plan) {
    ImmutableSortedSet<String> others =
        plan.actions().stream()
            .filter(action -> action.repository().equals(refused.repository()))
            .filter(action -> digest(action).equals(Optional.of(refused.digest())))
            .flatMap(action -> tag(action).stream())
            .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
    return new Finding.OfImage(
        FindingKind.UNTRUSTED,
        refused.repository(),
        refused.digest(),
        ImmutableSortedSet.copyOf(Sets.union(refused.tags(), others)),
        "missing, and not promoted anew: " + why.get(refused));
  }
}
