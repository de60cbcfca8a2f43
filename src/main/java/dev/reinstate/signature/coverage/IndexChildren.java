package dev.reinstate.signature.coverage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.snapshot.MergeBaseImage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The manifests of indexes: as the snapshot knows them, or by one request for each other image. */
final class IndexChildren {

  /** An index in an index is rare, and a third never seen. */
  private static final int DEEPEST = 8;

  private final PlanInput states;
  private final ImageReader images;

  /** An index may name what no registry ever had. */
  private final Supplier<ImmutableSet<DescriptorDigest>> neverSeen;

  IndexChildren(PlanInput states, ImageReader images) {
    this.states = states;
    this.images = images;
    this.neverSeen = Suppliers.memoize(states.agreed()::neverSeen);
  }

  private record Answer(
      RequiredImage image, ImmutableSet<DescriptorDigest> children, Optional<String> failure) {}

  /** Adds them to what is required; what cannot be read is said. */
  List<Finding> addTo(RequiredImages required, FanOut fanOut) {
    UnreadImages unread = new UnreadImages();
    for (Answer answer : fanOut.map(required.withChildren(), this::ask)) {
      required.addChildren(answer.image, answer.children);
      answer.failure.ifPresent(
          why -> unread.add(answer.image.wanted(), answer.image.digest(), why));
    }
    return unread.findings("what %s is made of");
  }

  private Answer ask(RequiredImage image) {
    Set<DescriptorDigest> found = new LinkedHashSet<>();
    try {
      addBelow(image, image.digest(), 0, found);
    } catch (IOException e) {
      return new Answer(image, ImmutableSet.copyOf(found), Optional.of(e.getMessage()));
    }
    return new Answer(image, ImmutableSet.copyOf(found), Optional.empty());
  }

  private void addBelow(
      RequiredImage image, DescriptorDigest digest, int depth, Set<DescriptorDigest> found)
      throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("indexes within indexes, deeper than " + DEEPEST);
    }
    for (DescriptorDigest child : children(image, digest)) {
      if (found.add(child)) {
        addBelow(image, child, depth + 1, found);
      }
    }
  }

  private Iterable<DescriptorDigest> children(RequiredImage image, DescriptorDigest digest)
      throws IOException {
    for (Repository repository : ImmutableSortedSet.of(image.wanted(), image.place())) {
      MergeBaseImage known = states.agreed().get(repository).images().get(digest);
      if (known != null && known.wasSeen()) {
        return Iterables.filter(known.children(), child -> !neverSeen.get().contains(child));
      }
    }
    Optional<Repository> holder =
        ImmutableSet.of(image.place(), image.wanted()).stream()
            .filter(repository -> has(repository, digest))
            .findFirst();
    if (holder.isEmpty()) {
      return ImmutableSet.of();
    }
    try {
      return Iterables.transform(
          ManifestReferences.of(images.manifest(holder.get(), digest)).children(),
          Descriptor::digest);
    } catch (NoSuchFileException e) {
      return ImmutableSet.of();
    }
  }

  private boolean has(Repository repository, DescriptorDigest digest) {
    return states.live().repositories().get(repository) instanceof LiveRepository.Contents contents
        && contents.images().contains(digest);
  }
}
