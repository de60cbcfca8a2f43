package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.BrokenImage;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.format.SnapshotDocuments;
import dev.reinstate.snapshot.format.StoredImage;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Images that an earlier snapshot held, that the store does not have whole any more, and that could
 * not be got again.
 *
 * @param reasons by digest
 */
record LostImages(Map<DescriptorDigest, String> reasons) {

  /**
   * What is left of what was lost once the registries were asked.
   *
   * @param lost why images are no longer held
   */
  static LostImages after(ArchivedImages archived, Map<DescriptorDigest, String> lost) {
    Map<DescriptorDigest, String> reasons = new LinkedHashMap<>();
    lost.forEach(
        (digest, fault) -> {
          MergeBaseImage now = archived.images().get(digest);
          if (now == null || !now.held()) {
            String asked = archived.problems().get(digest);
            reasons.put(
                digest,
                fault
                    + (asked == null
                        ? ", and no registry that could be read has the image any more"
                        : ", and could not be got again: " + asked));
          }
        });
    boolean grows = !reasons.isEmpty();
    while (grows) {
      Map<DescriptorDigest, String> parents = new HashMap<>();
      archived
          .images()
          .forEach(
              (digest, image) -> {
                if (!reasons.containsKey(digest)) {
                  image.children().stream()
                      .filter(reasons::containsKey)
                      .findFirst()
                      .ifPresent(
                          child ->
                              parents.put(digest, "child " + child + ": " + reasons.get(child)));
                }
              });
      reasons.putAll(parents);
      grows = !parents.isEmpty();
    }
    return new LostImages(reasons);
  }

  /** A repository that says no more than the store holds. */
  MergeBaseRepository correct(MergeBaseRepository repository) {
    if (Collections.disjoint(reasons.keySet(), repository.images().keySet())) {
      return repository;
    }
    return new MergeBaseRepository(
        ImmutableSortedMap.copyOf(
            Maps.transformEntries(
                repository.images(),
                (digest, image) -> reasons.containsKey(digest) ? image.notHeld() : image),
            Digests.ORDER),
        repository.tags());
  }

  /**
   * Those that the state still knows, with those that were lost before and did not come back.
   *
   * @param before named by the last snapshot
   */
  ImmutableList<BrokenImage> named(MergeBase state, Collection<BrokenImage> before) {
    Map<Repository, Map<DescriptorDigest, String>> named = new TreeMap<>();
    for (BrokenImage image : before) {
      if (image.lost()) {
        named
            .computeIfAbsent(image.repository(), any -> new TreeMap<>(Digests.ORDER))
            .put(image.digest(), image.reason());
      }
    }
    state
        .repositories()
        .forEach(
            (name, repository) ->
                Maps.filterKeys(reasons, repository.images()::containsKey)
                    .forEach(
                        (digest, reason) ->
                            named
                                .computeIfAbsent(name, any -> new TreeMap<>(Digests.ORDER))
                                .put(digest, reason)));
    ImmutableList.Builder<BrokenImage> images = ImmutableList.builder();
    named.forEach(
        (name, reasonsThere) ->
            reasonsThere.forEach(
                (digest, reason) -> {
                  MergeBaseImage image = state.get(name).images().get(digest);
                  if (image != null && !image.held()) {
                    images.add(new BrokenImage(name, digest, reason, /* lost= */ true));
                  }
                }));
    return images.build();
  }

  /**
   * Whether the store still has what an earlier snapshot held: manifests are read, of blobs it is
   * enough that they are there with their size.
   */
  record Check(StoredBlobs stored, SnapshotDocuments documents, ParallelIo parallel) {

    /** What became of one manifest: what its image needs, or why it cannot be read. */
    private record Read(DescriptorDigest digest, ImmutableList<Descriptor> blobs, String fault) {}

    /**
     * Why images are no longer held, by digest.
     *
     * @param known what is known of every image
     * @param deep whether to read and hash all that the store has too
     */
    Map<DescriptorDigest, String> lost(Map<DescriptorDigest, MergeBaseImage> known, boolean deep)
        throws IOException {
      ImmutableList<Read> images =
          parallel.map(Maps.filterValues(known, MergeBaseImage::held).entrySet(), this::read);
      if (deep) {
        parallel.map(ImmutableSet.copyOf(stored.digests()), stored::isIntact);
      }
      Map<DescriptorDigest, String> lost = new LinkedHashMap<>();
      for (Read image : images) {
        Optional.ofNullable(image.fault())
            .or(() -> image.blobs().stream().flatMap(blob -> fault(blob).stream()).findFirst())
            .ifPresent(fault -> lost.put(image.digest(), fault));
      }
      return lost;
    }

    private Read read(Map.Entry<DescriptorDigest, MergeBaseImage> image) throws IOException {
      try {
        StoredImage whole =
            StoredImage.read(documents, image.getKey(), image.getValue(), stored.digests());
        return new Read(image.getKey(), whole.blobs(), null);
      } catch (DamagedSnapshotException e) {
        stored.foundWrong(image.getValue().content().digest());
        return new Read(image.getKey(), ImmutableList.of(), e.getMessage());
      }
    }

    private Optional<String> fault(Descriptor blob) {
      if (stored.holds(blob)) {
        return Optional.empty();
      }
      String fault =
          stored.size(blob.digest()).isEmpty()
              ? "is missing"
              : stored.has(blob.digest())
                  ? "has %d bytes, not %d"
                      .formatted(stored.size(blob.digest()).getAsLong(), blob.size())
                  : "is damaged";
      return Optional.of("blob " + blob.digest() + " " + fault + " in the store");
    }
  }
}
