package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.SetMultimap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.MediaTypes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What was read of indexes. It never becomes wrong; when there is too much of it, what was not
 * asked for longest goes.
 */
final class FetchedIndexMembership implements IndexMembership {

  private final Map<DescriptorDigest, Children> children =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);
  private final SetMultimap<DescriptorDigest, DescriptorDigest> parents = HashMultimap.create();
  private final int most;
  private int size;

  /**
   * @param most manifests and references to children, together
   */
  FetchedIndexMembership(int most) {
    this.most = most;
  }

  synchronized void add(DescriptorDigest image, ImmutableList<Descriptor> descriptors) {
    Children its = Children.of(descriptors);
    if (children.put(image, its) == null) {
      size += its.size();
    }
    its.all().forEach(child -> parents.put(child, image));
    Iterator<Map.Entry<DescriptorDigest, Children>> oldest = children.entrySet().iterator();
    while (size > most) {
      Map.Entry<DescriptorDigest, Children> gone = oldest.next();
      oldest.remove();
      size -= gone.getValue().size();
      gone.getValue().all().forEach(child -> parents.remove(child, gone.getKey()));
    }
  }

  @Override
  public synchronized boolean knows(DescriptorDigest image) {
    return children.get(image) != null;
  }

  @Override
  public synchronized ImmutableSet<DescriptorDigest> parents(DescriptorDigest image) {
    return ImmutableSet.copyOf(parents.get(image));
  }

  @Override
  public synchronized ImmutableList<DescriptorDigest> nested(DescriptorDigest index) {
    return children.getOrDefault(index, Children.NONE).nested();
  }

  /**
   * The children of one index.
   *
   * @param nested those that may be indexes
   */
  private record Children(
      ImmutableList<DescriptorDigest> all, ImmutableList<DescriptorDigest> nested) {

    static final Children NONE = new Children(ImmutableList.of(), ImmutableList.of());

    static Children of(ImmutableList<Descriptor> descriptors) {
      return new Children(
          digests(descriptors, any -> true), digests(descriptors, Children::mayBeIndex));
    }

    private static ImmutableList<DescriptorDigest> digests(
        ImmutableList<Descriptor> descriptors, Predicate<Descriptor> which) {
      return descriptors.stream()
          .filter(which)
          .map(Descriptor::digest)
          .collect(ImmutableList.toImmutableList());
    }

    private static boolean mayBeIndex(Descriptor child) {
      return MediaTypes.isIndex(child.mediaType())
          || !MediaTypes.MANIFESTS.contains(child.mediaType());
    }

    int size() {
      return 1 + all.size();
    }
  }
}
