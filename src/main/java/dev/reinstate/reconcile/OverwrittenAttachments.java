package dev.reinstate.reconcile;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Streams;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.signature.attached.AttachedValues;
import dev.reinstate.signature.attached.AttachmentForms;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds tags of attachments that were overwritten: what they have does not verify, and what the
 * snapshot agreed on does. A list of referrers is none of them: what is missing of it is put back
 * into the one that is there.
 */
public final class OverwrittenAttachments {

  private record Overwritten(
      Repository repository, String tag, DescriptorDigest agreed, DescriptorDigest live) {}

  private final AttachedValues stored;
  private final AttachedValues live;
  private final FanOut fanOut;
  private final StopSignal stop;

  /**
   * @param stored reads what was agreed
   * @param live reads what is there instead
   * @param fanOut how many tags are looked at at once
   * @param stop once requested, nothing more is read, and nothing is written either
   */
  public OverwrittenAttachments(
      AttachedValues stored, AttachedValues live, FanOut fanOut, StopSignal stop) {
    this.stored = stored;
    this.live = live;
    this.fanOut = fanOut;
    this.stop = stop;
  }

  /** The same states with what was found. */
  PlanInput mark(PlanInput states) {
    ImmutableList<Overwritten> differing =
        states.live().repositories().entrySet().stream()
            .flatMap(entry -> differing(states, entry.getKey(), entry.getValue()))
            .collect(ImmutableList.toImmutableList());
    ImmutableList<Boolean> worse = fanOut.map(differing, this::isWorse);
    return states.withOverwritten(
        Streams.zip(differing.stream(), worse.stream(), Map::entry)
            .filter(Map.Entry::getValue)
            .map(Map.Entry::getKey)
            .collect(
                ImmutableSetMultimap.toImmutableSetMultimap(
                    Overwritten::repository, Overwritten::tag)));
  }

  private static Stream<Overwritten> differing(
      PlanInput states, Repository repository, LiveRepository answer) {
    return answer instanceof LiveRepository.Contents contents
            && states.desired().repositories().containsKey(repository)
        ? states.agreed().get(repository).tags().entrySet().stream()
            .filter(tag -> isOverwritten(tag.getKey(), tag.getValue(), contents))
            .map(
                tag ->
                    new Overwritten(
                        repository,
                        tag.getKey(),
                        tag.getValue().digest(),
                        contents.tags().get(tag.getKey())))
        : Stream.empty();
  }

  private static boolean isOverwritten(
      String tag, MergeBaseTag agreed, LiveRepository.Contents live) {
    DescriptorDigest now = live.tags().get(tag);
    return now != null
        && !now.equals(agreed.digest())
        && !agreed.managed()
        && AttachmentTag.subjectOf(tag).isPresent()
        && AttachmentForms.ofTag(tag).isPresent();
  }

  private boolean isWorse(Overwritten tag) {
    if (stop.requested()) {
      return false;
    }
    StopSignal.Registration interruptible = stop.onRequest(Thread.currentThread()::interrupt);
    try {
      AttachedValues.Evidence before = stored.of(tag.repository(), tag.tag(), tag.agreed());
      return before.verifies()
          && live.of(tag.repository(), tag.tag(), tag.live()).isRefutedBy(before);
    } catch (CancelledException e) {
      return false;
    } finally {
      interruptible.close();
    }
  }
}
