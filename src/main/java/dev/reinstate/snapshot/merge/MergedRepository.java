package dev.reinstate.snapshot.merge;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.BrokenImage;
import dev.reinstate.snapshot.DisputedAttachment;
import dev.reinstate.snapshot.DisputedTag;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One repository of the next snapshot, with what its root says about it.
 *
 * @param overwritten the attachments' tags that are elsewhere than they were, with what was decided
 */
public record MergedRepository(
    Repository name,
    MergeBaseRepository agreed,
    TaggedImages desired,
    LiveRepository live,
    ImmutableList<DisputedAttachment> overwritten) {

  /** Why nothing may be concluded from the registry's answer. */
  public Optional<String> unreadable() {
    return live instanceof LiveRepository.Unreadable unreadable
        ? Optional.of(unreadable.reason())
        : Optional.empty();
  }

  /** The live images that {@code problems} has a reason for, sorted. */
  public ImmutableList<BrokenImage> broken(Map<DescriptorDigest, String> problems) {
    return agreed.images().keySet().stream()
        .filter(digest -> contents().anyMatch(live -> live.images().contains(digest)))
        .flatMap(digest -> problem(digest, problems).stream())
        .collect(ImmutableList.toImmutableList());
  }

  private Optional<BrokenImage> problem(
      DescriptorDigest digest, Map<DescriptorDigest, String> problems) {
    return Optional.ofNullable(problems.get(digest))
        .or(() -> lacking(agreed.images().get(digest)))
        .map(reason -> new BrokenImage(name, digest, reason));
  }

  /** An index is held as it is, but it is said what it lacks. */
  private Optional<String> lacking(MergeBaseImage index) {
    return index.children().stream()
        .filter(child -> agreed.images().containsKey(child))
        .filter(child -> !agreed.images().get(child).wasSeen())
        .map(child -> "child " + child + " is in no registry; the index is kept without it")
        .findFirst();
  }

  /** The tags that manifests want elsewhere than they are, sorted. */
  public ImmutableList<DisputedTag> disputed() {
    return contents()
        .flatMap(live -> live.tags().entrySet().stream())
        .flatMap(tag -> disputed(tag.getKey(), tag.getValue()).stream())
        .sorted(Comparator.comparing(DisputedTag::tag))
        .collect(ImmutableList.toImmutableList());
  }

  private Optional<DisputedTag> disputed(String tag, DescriptorDigest actual) {
    return Optional.ofNullable(desired.digestByTag().get(tag))
        .filter(wanted -> !wanted.equals(actual))
        .map(
            wanted ->
                new DisputedTag(
                    name,
                    tag,
                    Optional.ofNullable(agreed.tags().get(tag)).map(MergeBaseTag::digest),
                    actual,
                    wanted));
  }

  private Stream<LiveRepository.Contents> contents() {
    return live instanceof LiveRepository.Contents contents ? Stream.of(contents) : Stream.empty();
  }
}
