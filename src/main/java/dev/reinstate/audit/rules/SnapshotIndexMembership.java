package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Sets;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the snapshot knows of indexes. */
final class SnapshotIndexMembership implements IndexMembership {

  private final ImmutableSetMultimap<DescriptorDigest, DescriptorDigest> parents;
  private final ImmutableListMultimap<DescriptorDigest, DescriptorDigest> nested;
  private final ImmutableSet<DescriptorDigest> known;

  private SnapshotIndexMembership(
      ImmutableSetMultimap<DescriptorDigest, DescriptorDigest> children,
      ImmutableSet<DescriptorDigest> known) {
    this.parents = children.inverse();
    this.known = known;
    // Few children are indexes, and looking through all of them would take the time of a verdict.
    this.nested =
        children.entries().stream()
            .filter(
                each -> children.containsKey(each.getValue()) || !known.contains(each.getValue()))
            .collect(
                ImmutableListMultimap.toImmutableListMultimap(
                    Map.Entry::getKey, Map.Entry::getValue));
  }

  static SnapshotIndexMembership of(MergeBase agreed) {
    // Mirrors share one value, so that it is looked at once.
    Set<MergeBaseRepository> distinct = Sets.newIdentityHashSet();
    distinct.addAll(agreed.repositories().values());
    ImmutableSetMultimap.Builder<DescriptorDigest, DescriptorDigest> children =
        ImmutableSetMultimap.builder();
    Set<DescriptorDigest> known = new HashSet<>();
    for (MergeBaseRepository repository : distinct) {
      for (Map.Entry<DescriptorDigest, MergeBaseImage> image : repository.images().entrySet()) {
        if (wasRead(image.getValue())) {
          known.add(image.getKey());
          children.putAll(image.getKey(), image.getValue().children());
        }
      }
    }
    return new SnapshotIndexMembership(children.build(), ImmutableSet.copyOf(known));
  }

  /** A snapshot also lists images whose manifest could not be read; those seem to be childless. */
  private static boolean wasRead(MergeBaseImage image) {
    String mediaType = image.content().mediaType();
    return image.held()
        || !image.children().isEmpty()
        || (MediaTypes.MANIFESTS.contains(mediaType) && !MediaTypes.isIndex(mediaType));
  }

  @Override
  public boolean knows(DescriptorDigest image) {
    return known.contains(image);
  }

  @Override
  public ImmutableSet<DescriptorDigest> parents(DescriptorDigest image) {
    return parents.get(image);
  }

  @Override
  public ImmutableList<DescriptorDigest> nested(DescriptorDigest index) {
    return nested.get(index);
  }
}
