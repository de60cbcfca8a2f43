package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import dev.reinstate.image.Descriptor;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.ParallelIo;
import dev.reinstate.snapshot.format.SnapshotDocuments;
import dev.reinstate.snapshot.format.StoredImage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the store still has what an earlier snapshot held: manifests are read, of blobs it is
 * enough that they are there with their size.
 */
record HoldCheck(StoredBlobs stored, SnapshotDocuments documents, ParallelIo parallel) {

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
