package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.signature.PolicyCheck;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What listings and a snapshot know of images; only an index that is in neither is read.
 *
 * @param uploads is told by the listings when images were uploaded
 */
public record KnownImages(
    IndexTree tree, Function<Repository, LiveRepository> listings, UploadTimes uploads)
    implements PolicyCheck.Images {

  /** Those of a snapshot alone, which does not tell when images were uploaded. */
  public static KnownImages stored(StoredImages images) {
    return new KnownImages(
        new IndexTree(images.agreed(), images),
        repository -> LiveRepository.UNKNOWN_AND_HIDING,
        UploadTimes.IGNORED);
  }

  @Override
  public void addBelow(Repository repository, DescriptorDigest image, Set<DescriptorDigest> found)
      throws IOException {
    tree.addBelow(image, ImmutableList.of(repository), any -> Optional.of(repository), found);
  }

  @Override
  public Optional<Instant> uploaded(Repository place, DescriptorDigest image) {
    var unused = listings.apply(place);
    return uploads.of(image);
  }

  @Override
  public boolean isMissing(Repository place, DescriptorDigest image) {
    return listings.apply(place) instanceof LiveRepository.Contents contents
        && contents.showsUntagged()
        && !contents.images().contains(image);
  }
}
