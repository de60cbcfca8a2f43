package dev.reinstate.snapshot.take;

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
    return found.live().repositories().entrySet().stream()
        .map(entry -> merge(entry.getKey(), entry.getValue(), decided.get(entry.getKey())))
        .collect(ImmutableList.toImmutableList());
  }

  private MergedRepository merge(
      Repository name, LiveRepository live, ImmutableList<DisputedAttachment> decided) {
    TaggedImages desired = request.desired().images(name);
    MergeBaseRepository after =
        ThreeWayMerge.merge(agreed.get(name), desired, live, found.archived().images(), decided);
    return new MergedRepository(
        name,
        new Forgetting(request.forget()).apply(name, after, desired, live),
        desired,
        live,
        decided);
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
    next.replaceAll((name, repository) -> lost.correct(repository));
    next.values().removeIf(MergeBaseRepository.EMPTY::equals);
    return new MergeBase(ImmutableSortedMap.copyOf(next));
  }
}
