package dev.reinstate.snapshot.take;

import com.google.common.base.Equivalence;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Multimaps;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.DisputedAttachment;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.merge.AttachmentJudge;
import dev.reinstate.snapshot.merge.Forgetting;
import dev.reinstate.snapshot.merge.MergedRepository;
import dev.reinstate.snapshot.merge.ThreeWayMerge;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Merges what is live into what was agreed. All that is live is in the store by now, so that
 * whoever decides on attachments can read both values there.
 */
record LiveMerge(SnapshotRequest request, MergeBase agreed, LiveReferrers.Found found) {

  ImmutableList<MergedRepository> repositories(FanOut fanOut) {
    ImmutableListMultimap<Repository, DisputedAttachment> decided = decide(fanOut);
    Map<States, MergeBaseRepository> mirrors = new HashMap<>();
    return found.live().repositories().entrySet().stream()
        .map(entry -> merge(entry.getKey(), entry.getValue(), decided.get(entry.getKey()), mirrors))
        .collect(ImmutableList.toImmutableList());
  }

  /** What a repository is merged from, each told from others as an object. */
  private record States(
      Equivalence.Wrapper<MergeBaseRepository> before,
      Equivalence.Wrapper<TaggedImages> desired,
      Equivalence.Wrapper<LiveRepository> live) {}

  /**
   * Merges one.
   *
   * @param mirrors what others became on which nobody had to decide
   */
  private MergedRepository merge(
      Repository name,
      LiveRepository live,
      ImmutableList<DisputedAttachment> decided,
      Map<States, MergeBaseRepository> mirrors) {
    MergeBaseRepository before = agreed.get(name);
    TaggedImages desired = request.desired().images(name);
    MergeBaseRepository after =
        decided.isEmpty()
            ? mirrors.computeIfAbsent(
                new States(
                    Equivalence.identity().wrap(before),
                    Equivalence.identity().wrap(desired),
                    Equivalence.identity().wrap(live)),
                states -> merge(before, desired, live, decided))
            : merge(before, desired, live, decided);
    return new MergedRepository(
        name,
        new Forgetting(request.forget()).apply(name, after, desired, live),
        desired,
        live,
        decided);
  }

  private MergeBaseRepository merge(
      MergeBaseRepository before,
      TaggedImages desired,
      LiveRepository live,
      ImmutableList<DisputedAttachment> decided) {
    return ThreeWayMerge.merge(before, desired, live, found.archived().images(), decided);
  }

  private ImmutableListMultimap<Repository, DisputedAttachment> decide(FanOut fanOut) {
    ImmutableList<AttachmentJudge.Overwritten> overwritten =
        found.live().repositories().entrySet().stream()
            .flatMap(entry -> overwritten(entry.getKey(), entry.getValue()))
            .collect(ImmutableList.toImmutableList());
    return Multimaps.index(
        fanOut.map(overwritten, request.judge()::judge), DisputedAttachment::repository);
  }

  private Stream<AttachmentJudge.Overwritten> overwritten(Repository name, LiveRepository live) {
    return ThreeWayMerge.overwritten(
        name, agreed.get(name), request.desired().images(name), live, found.archived().images())
        .stream();
  }

  /** With what is known of repositories that were not read, and without what the store lost. */
  MergeBase nextState(ImmutableList<MergedRepository> merged, LostImages lost) {
    Map<Repository, MergeBaseRepository> next = new TreeMap<>(agreed.repositories());
    for (MergedRepository repository : merged) {
      next.put(repository.name(), repository.agreed());
    }
    IdentityHashMap<MergeBaseRepository, MergeBaseRepository> corrected = new IdentityHashMap<>();
    next.replaceAll((name, each) -> corrected.computeIfAbsent(each, lost::correct));
    next.values().removeIf(MergeBaseRepository.EMPTY::equals);
    return new MergeBase(ImmutableSortedMap.copyOf(next));
  }
}
