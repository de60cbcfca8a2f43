package dev.reinstate.audit;

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

/**
 * What was read of indexes. It never becomes wrong; when there is too much of it, what was not
 * asked for longest goes.
 */
final class ReadKinship implements Kinship {

  private final Map<DescriptorDigest, ImmutableList<Descriptor>> children =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);
  private final SetMultimap<DescriptorDigest, DescriptorDigest> parents = HashMultimap.create();
  private final int most;
  private int size;

  /**
   * @param most manifests and references to children, together
   */
  ReadKinship(int most) {
    this.most = most;
  }

  synchronized void add(DescriptorDigest image, ImmutableList<Descriptor> itsChildren) {
    if (children.put(image, itsChildren) == null) {
      size += sizeOf(itsChildren);
    }
    itsChildren.forEach(child -> parents.put(child.digest(), image));
    Iterator<Map.Entry<DescriptorDigest, ImmutableList<Descriptor>>> oldest =
        children.entrySet().iterator();
    while (size > most) {
      Map.Entry<DescriptorDigest, ImmutableList<Descriptor>> gone = oldest.next();
      oldest.remove();
      size -= sizeOf(gone.getValue());
      gone.getValue().forEach(child -> parents.remove(child.digest(), gone.getKey()));
    }
  }

  private static int sizeOf(ImmutableList<Descriptor> children) {
    return 1 + children.size();
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
    return children.getOrDefault(index, ImmutableList.of()).stream()
        .filter(child -> mayBeIndex(child.mediaType()))
        .map(Descriptor::digest)
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean mayBeIndex(String mediaType) {
    return MediaTypes.isIndex(mediaType) || !MediaTypes.MANIFESTS.contains(mediaType);
  }
}
