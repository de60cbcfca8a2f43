package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.option.RunOptions;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Finding;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.revision.ManifestChange;
import dev.reinstate.revision.Permission;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.PlausibleTime;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the options brought together, before any registry is asked. */
record RunInputs(
    RunOptions.Request request,
    Optional<ManifestChange> change,
    Optional<LoadedSnapshot> snapshot) {

  private static final String NEXT = " (`reinstate snapshot take` writes a new one)";

  /**
   * What a run starts from.
   *
   * @param permission what a change of the manifests may do
   */
  Inputs inputs(Permission permission) {
    return new Inputs(
        request.manifests().desired(),
        request.manifests().counts().manifests(),
        found(permission),
        agreed(),
        snapshot.map(taken -> taken.name().toString()),
        request.shard());
  }

  /** The destination repositories that the run looks at: all of its own, or what changed. */
  Predicate<Repository> scope() {
    return change.map(since -> mine().and(since.repositories()::contains)).orElse(mine());
  }

  /** What the user included, as far as it is this shard's. */
  private Predicate<Repository> mine() {
    return request.shard().map(part -> request.included().and(of(part))).orElse(request.included());
  }

  private Predicate<Repository> of(Shard shard) {
    DesiredState desired = request.manifests().desired();
    return repository -> shard.has(desired.destinationOf(repository).nameOf(repository));
  }

  /** What the user should know of the snapshot before anything is done. */
  ImmutableList<String> warnings(Instant now) {
    return Stream.of(ahead(now), unseen())
        .flatMap(Optional::stream)
        .collect(ImmutableList.toImmutableList());
  }

  /** A run whose own clock is wrong should say so before it writes. */
  private Optional<String> ahead(Instant now) {
    return snapshot
        .filter(taken -> PlausibleTime.isAhead(taken.root().created(), now))
        .map(
            taken ->
                "snapshot %s is dated %s, ahead of this machine's clock, which says %s: one of the two is wrong"
                    .formatted(taken.name(), taken.root().created(), now));
  }

  /**
   * What the snapshot may lack and this run can therefore neither miss nor bring back, for a human;
   * empty when it saw everything in scope.
   */
  private Optional<String> unseen() {
    Predicate<Repository> read = scope();
    ImmutableList<String> unread =
        snapshot.stream()
            .flatMap(taken -> taken.root().unreadable().entrySet().stream())
            .filter(each -> read.test(each.getKey()))
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

  /** What is said of other shards' repositories is theirs to report. */
  private ImmutableList<Finding> found(Permission permission) {
    Predicate<Repository> mine = mine();
    ImmutableList.Builder<Finding> found = ImmutableList.builder();
    request
        .manifests()
        .problems()
        .forEach(problem -> found.add(new Finding.Invalid(problem.toString())));
    snapshot.ifPresent(taken -> addDamage(taken, found));
    change.ifPresent(
        since ->
            since.findings(permission).stream()
                .filter(finding -> finding.repository().filter(mine).isPresent())
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
