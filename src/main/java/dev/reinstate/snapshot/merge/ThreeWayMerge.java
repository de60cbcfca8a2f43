package dev.reinstate.snapshot.merge;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.DisputedAttachment;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The next agreed state of a repository, from the last one, the manifests and what is live: a pure
 * function.
 *
 * <p>A tag takes its live value only when the manifests want that value too, or when no manifest
 * ever named the tag; so a moved tag never becomes the truth. Of an attachment that was overwritten
 * the value counts that was decided on. Nothing is forgotten because it vanished.
 */
public final class ThreeWayMerge {

  private final MergeBaseRepository before;
  private final TaggedImages desired;
  private final LiveRepository.Contents live;

  private ThreeWayMerge(
      MergeBaseRepository before, TaggedImages desired, LiveRepository.Contents live) {
    this.before = before;
    this.desired = desired;
    this.live = live;
  }

  /**
   * Merges one repository. One that could not be read stays as it was.
   *
   * @param archived what the store knows of the live images and of all they are made of, by digest
   * @param decided of attachments that were overwritten; one that is not among them is believed
   */
  public static MergeBaseRepository merge(
      MergeBaseRepository before,
      TaggedImages desired,
      LiveRepository live,
      Map<DescriptorDigest, MergeBaseImage> archived,
      Collection<DisputedAttachment> decided) {
    return switch (live) {
      case LiveRepository.Unreadable unreadable -> before;
      case LiveRepository.Contents contents -> {
        ThreeWayMerge merge = new ThreeWayMerge(before, desired, contents);
        MergeBaseRepository after =
            new MergeBaseRepository(merge.images(archived), merge.tags(decided));
        yield after.equals(before) ? before : after;
      }
    };
  }

  /**
   * The tags of attachments that no manifest ever named and that are live elsewhere than agreed, in
   * their order. A list of referrers that only gained entries is none of them.
   *
   * @param archived as of {@link #merge}
   */
  public static ImmutableList<AttachmentJudge.Overwritten> overwritten(
      Repository name,
      MergeBaseRepository before,
      TaggedImages desired,
      LiveRepository live,
      Map<DescriptorDigest, MergeBaseImage> archived) {
    return switch (live) {
      case LiveRepository.Unreadable unreadable -> ImmutableList.of();
      case LiveRepository.Contents contents ->
          new ThreeWayMerge(before, desired, contents).overwritten(name, archived);
    };
  }

  private ImmutableList<AttachmentJudge.Overwritten> overwritten(
      Repository name, Map<DescriptorDigest, MergeBaseImage> archived) {
    ImmutableList.Builder<AttachmentJudge.Overwritten> overwritten = ImmutableList.builder();
    before
        .tags()
        .forEach(
            (tag, agreed) -> {
              DescriptorDigest now = live.tags().get(tag);
              if (now != null
                  && !now.equals(agreed.digest())
                  && !everManaged(tag)
                  && isImage(now)
                  && AttachmentTag.subjectOf(tag).isPresent()
                  && !grew(before.images().get(agreed.digest()), archived.get(now))) {
                overwritten.add(new AttachmentJudge.Overwritten(name, tag, agreed.digest(), now));
              }
            });
    return overwritten.build();
  }

  /** Both may be null: then nobody knows. */
  private static boolean grew(MergeBaseImage before, MergeBaseImage now) {
    return before != null
        && now != null
        && MediaTypes.isIndex(before.content().mediaType())
        && MediaTypes.isIndex(now.content().mediaType())
        && ImmutableSet.copyOf(now.children()).containsAll(before.children());
  }

  private ImmutableSortedMap<DescriptorDigest, MergeBaseImage> images(
      Map<DescriptorDigest, MergeBaseImage> archived) {
    NavigableMap<DescriptorDigest, MergeBaseImage> images = new TreeMap<>(Digests.ORDER);
    images.putAll(before.images());
    Deque<DescriptorDigest> open = new ArrayDeque<>(live.images());
    while (!open.isEmpty()) {
      DescriptorDigest digest = open.pop();
      MergeBaseImage image = archived.get(digest);
      if (image != null && !image.equals(images.put(digest, image))) {
        open.addAll(image.children());
      }
    }
    images.replaceAll((digest, image) -> image.withManaged(everManaged(digest)));
    return ImmutableSortedMap.copyOfSorted(images);
  }

  private boolean everManaged(DescriptorDigest digest) {
    MergeBaseImage image = before.images().get(digest);
    return (image != null && image.managed()) || desired.tagsByDigest().containsKey(digest);
  }

  private ImmutableSortedMap<String, MergeBaseTag> tags(Collection<DisputedAttachment> decided) {
    NavigableMap<String, MergeBaseTag> tags = new TreeMap<>();
    before
        .tags()
        .forEach(
            (tag, agreed) -> tags.put(tag, new MergeBaseTag(agreed.digest(), everManaged(tag))));
    live.tags()
        .forEach(
            (tag, digest) -> {
              if (agrees(tag, digest) && isImage(digest)) {
                tags.put(tag, new MergeBaseTag(digest, everManaged(tag)));
              }
            });
    decided.forEach(
        attachment -> tags.put(attachment.tag(), new MergeBaseTag(attachment.kept(), false)));
    return ImmutableSortedMap.copyOfSorted(tags);
  }

  /**
   * Whether a live value may be believed. A manifest that no longer names a tag, or that could not
   * be read this time, does not make the tag's live value trustworthy; hence "ever".
   */
  private boolean agrees(String tag, DescriptorDigest digest) {
    return digest.equals(desired.digestByTag().get(tag)) || !everManaged(tag);
  }

  /** A tag that outlived its image names nothing. */
  private boolean isImage(DescriptorDigest digest) {
    return live.images().contains(digest) || before.images().containsKey(digest);
  }

  private boolean everManaged(String tag) {
    MergeBaseTag agreed = before.tags().get(tag);
    return (agreed != null && agreed.managed()) || desired.digestByTag().containsKey(tag);
  }
}
