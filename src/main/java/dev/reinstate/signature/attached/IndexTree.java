package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The manifests of indexes: as the snapshot knows them, or by one request for each other image. For
 * any thread.
 */
public final class IndexTree {

  /** An index in an index is rare, and a third never seen. */
  private static final int DEEPEST = 8;

  private final MergeBase agreed;
  private final ImageReader images;

  /** An index may name what no registry ever had. */
  private final Supplier<ImmutableSet<DescriptorDigest>> neverSeen;

  public IndexTree(MergeBase agreed, ImageReader images) {
    this.agreed = agreed;
    this.images = images;
    this.neverSeen = Suppliers.memoize(agreed::neverSeen);
  }

  /**
   * Adds all that is below an image; nothing below one that is lost, which others say.
   *
   * @param repositories that the snapshot may know it in
   * @param holder where to read one that it does not know; empty where nobody has it
   * @param found what is there already is not looked at again
   * @throws IOException when some cannot be read; the others may be among those that are found
   */
  public void addBelow(
      DescriptorDigest image,
      Collection<Repository> repositories,
      Function<DescriptorDigest, Optional<Repository>> holder,
      Set<DescriptorDigest> found)
      throws IOException {
    new Walk(repositories, holder, found).addBelow(image, 0);
  }

  private final class Walk {

    private final Collection<Repository> repositories;
    private final Function<DescriptorDigest, Optional<Repository>> holder;
    private final Set<DescriptorDigest> found;

    private Walk(
        Collection<Repository> repositories,
        Function<DescriptorDigest, Optional<Repository>> holder,
        Set<DescriptorDigest> found) {
      this.repositories = repositories;
      this.holder = holder;
      this.found = found;
    }

    private void addBelow(DescriptorDigest image, int depth) throws IOException {
      if (depth > DEEPEST) {
        throw new IOException("indexes within indexes, deeper than " + DEEPEST);
      }
      for (DescriptorDigest child : children(image)) {
        if (found.add(child)) {
          addBelow(child, depth + 1);
        }
      }
    }

    private Iterable<DescriptorDigest> children(DescriptorDigest image) throws IOException {
      for (Repository repository : repositories) {
        MergeBaseImage known = agreed.get(repository).images().get(image);
        if (known != null && known.wasSeen()) {
          return Iterables.filter(known.children(), child -> !neverSeen.get().contains(child));
        }
      }
      Optional<Repository> place = holder.apply(image);
      if (place.isEmpty()) {
        return ImmutableSet.of();
      }
      try {
        return Iterables.transform(
            ManifestReferences.of(images.manifest(place.get(), image)).children(),
            Descriptor::digest);
      } catch (NoSuchFileException e) {
        return ImmutableSet.of();
      }
    }
  }
}
