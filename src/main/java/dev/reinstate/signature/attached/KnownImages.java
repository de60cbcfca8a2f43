package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.signature.PolicyCheck;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What listings and a snapshot know of images; only an index that is in neither is read. */
public final class KnownImages implements PolicyCheck.Images {

  private final MergeBase agreed;
  private final ImageReader images;
  private final Function<Repository, LiveRepository> listings;
  private final UploadTimes uploads;
  private final Supplier<ImmutableSet<DescriptorDigest>> neverSeen;

  /**
   * @param uploads is told by the listings when images were uploaded
   */
  public KnownImages(
      MergeBase agreed,
      ImageReader images,
      Function<Repository, LiveRepository> listings,
      UploadTimes uploads) {
    this.agreed = agreed;
    this.images = images;
    this.listings = listings;
    this.uploads = uploads;
    this.neverSeen = Suppliers.memoize(agreed::neverSeen);
  }

  /** Those of a snapshot alone, which does not tell when images were uploaded. */
  public static KnownImages stored(StoredImages images) {
    return new KnownImages(
        images.agreed(), images, repository -> LiveRepository.EMPTY, UploadTimes.IGNORED);
  }

  @Override
  public ImmutableList<DescriptorDigest> children(Repository repository, DescriptorDigest image)
      throws IOException {
    MergeBaseImage known = agreed.get(repository).images().get(image);
    if (known != null && known.wasSeen()) {
      return known.children().stream()
          .filter(child -> !neverSeen.get().contains(child))
          .collect(ImmutableList.toImmutableList());
    }
    try {
      return ManifestReferences.of(images.manifest(repository, image)).children().stream()
          .map(Descriptor::digest)
          .distinct()
          .collect(ImmutableList.toImmutableList());
    } catch (NoSuchFileException e) {
      // What is lost is not for a policy to say.
      return ImmutableList.of();
    }
  }

  @Override
  public Optional<Instant> uploaded(Repository place, DescriptorDigest image) {
    var unused = listings.apply(place);
    return uploads.of(image);
  }
}
