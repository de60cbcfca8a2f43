package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.plan.Finding;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.revision.ManifestChange;
import dev.reinstate.revision.Permission;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBase;
import java.util.Optional;

/** What the options brought together, before any registry is asked. */
record RunInputs(
    LoadedManifests loaded,
    Optional<ManifestChange> change,
    Optional<LoadedSnapshot> snapshot,
    Optional<Shard> shard) {

  private static final String NEXT = " (`reinstate snapshot take` writes a new one)";

  /**
   * What a run starts from.
   *
   * @param permission what a change of the manifests may do
   * @param scope findings about other repositories are some other run's to report
   */
  Inputs inputs(Permission permission, RunScope scope) {
    return new Inputs(
        loaded.desired(),
        loaded.counts().manifests(),
        found(permission, scope),
        agreed(),
        snapshot.map(taken -> taken.name().toString()),
        shard);
  }

  /**
   * What the snapshot may lack and this run can therefore neither miss nor bring back, for a human;
   * empty when it saw everything in scope.
   */
  Optional<String> unseen(RunScope scope) {
    ImmutableList<String> unread =
        snapshot.stream()
            .flatMap(taken -> taken.root().unreadable().entrySet().stream())
            .filter(each -> scope.read().test(each.getKey()))
            .map(each -> each.getKey() + ": " + each.getValue())
            .collect(ImmutableList.toImmutableList());
    return unread.stream()
        .findFirst()
        .map(
            first ->
                "the snapshot could not read all of "
                    + first
                    + (unread.size() == 1 ? "" : " (and of " + (unread.size() - 1) + " more)"));
  }

  private ImmutableList<Finding> found(Permission permission, RunScope scope) {
    ImmutableList.Builder<Finding> found = ImmutableList.builder();
    loaded.problems().forEach(problem -> found.add(new Finding.Invalid(problem.toString())));
    snapshot.ifPresent(taken -> addDamage(taken, found));
    change.ifPresent(
        since ->
            since.findings(permission).stream()
                .filter(finding -> finding.repository().filter(scope.mine()).isPresent())
                .forEach(found::add));
    return found.build();
  }

  private static void addDamage(LoadedSnapshot snapshot, ImmutableList.Builder<Finding> found) {
    snapshot.damagedRoots().forEach(root -> found.add(new Finding.Damaged(root.toString() + NEXT)));
    snapshot
        .state()
        .doubts()
        .prefixes()
        .forEach(
            (prefix, why) ->
                found.add(new Finding.Damaged("registry tree of " + prefix + ": " + why + NEXT)));
  }

  private MergeBase agreed() {
    MergeBase agreed = snapshot.map(LoadedSnapshot::state).orElse(MergeBase.EMPTY);
    return change.map(since -> since.addedTo(agreed)).orElse(agreed);
  }
}
