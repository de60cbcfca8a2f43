package dev.reinstate.snapshot.merge;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Lets go of what was deleted on purpose: what a pattern names, no registry has and no manifest
 * wants. The images that remaining tags name, and the children of remaining images, stay.
 *
 * @param names tested with {@code host/path}, {@code host/path:tag} and {@code host/path@digest}
 */
public record Forgetting(Predicate<String> names) {

  /** A repository that could not be read keeps everything. */
  public MergeBaseRepository apply(
      Repository repository,
      MergeBaseRepository agreed,
      TaggedImages desired,
      LiveRepository live) {
    if (!(live instanceof LiveRepository.Contents contents)) {
      return agreed;
    }
    boolean all = names.test(repository.toString());
    ImmutableSortedMap<String, MergeBaseTag> tags =
        ImmutableSortedMap.copyOfSorted(
            Maps.filterKeys(
                agreed.tags(),
                tag ->
                    contents.tags().containsKey(tag)
                        || contents.otherTags().contains(tag)
                        || desired.digestByTag().containsKey(tag)
                        || !(all || names.test(repository + ":" + tag))));
    Set<DescriptorDigest> kept = new HashSet<>();
    tags.values().forEach(tag -> kept.add(tag.digest()));
    for (DescriptorDigest digest : agreed.images().keySet()) {
      if (contents.images().contains(digest)
          || desired.tagsByDigest().containsKey(digest)
          || !(all || names.test(repository + "@" + digest))) {
        kept.add(digest);
      }
    }
    if (kept.containsAll(agreed.images().keySet()) && tags.size() == agreed.tags().size()) {
      return agreed;
    }
    MergeBaseRepository after = new MergeBaseRepository(closure(agreed, kept), tags);
    return after.equals(agreed) ? agreed : after;
  }

  private static ImmutableSortedMap<DescriptorDigest, MergeBaseImage> closure(
      MergeBaseRepository agreed, Set<DescriptorDigest> kept) {
    Map<DescriptorDigest, MergeBaseImage> closure = new HashMap<>();
    Deque<DescriptorDigest> open = new ArrayDeque<>(kept);
    while (!open.isEmpty()) {
      DescriptorDigest digest = open.pop();
      MergeBaseImage image = agreed.images().get(digest);
      if (image != null && closure.put(digest, image) == null) {
        open.addAll(image.children());
      }
    }
    return ImmutableSortedMap.copyOf(closure, Digests.ORDER);
  }
}
