package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import java.io.IOException;
import java.util.Optional;

/** What images that no manifest lists are attached to. Each is read once. */
final class ReferrerSubjects {

  private static final int MOST_REMEMBERED = 20_000;

  private final ManifestFinder finder;
  private final AttachmentSubject attachment;
  private final Cache<DescriptorDigest, Optional<DescriptorDigest>> read =
      CacheBuilder.newBuilder().maximumSize(MOST_REMEMBERED).build();
  private final SingleFlight<Image, Optional<DescriptorDigest>, IOException> flights =
      new SingleFlight<>(IOException.class);

  ReferrerSubjects(ManifestFinder finder, ImageReader images) {
    this.finder = finder;
    this.attachment = new AttachmentSubject(images);
  }

  /** What was read of it before. */
  Optional<DescriptorDigest> known(DescriptorDigest image) {
    Optional<DescriptorDigest> subject = read.getIfPresent(image);
    return subject == null ? Optional.empty() : subject;
  }

  /**
   * What the image of a repository is attached to; empty when it is not, and when the repository
   * does not have it.
   */
  Optional<DescriptorDigest> of(Repository repository, DescriptorDigest image) throws IOException {
    Optional<DescriptorDigest> before = read.getIfPresent(image);
    if (before != null) {
      return before;
    }
    Image flight = new Image(repository, image);
    try {
      return flights.get(flight, () -> read(repository, image));
    } finally {
      flights.forget(flight);
    }
  }

  private Optional<DescriptorDigest> read(Repository repository, DescriptorDigest image)
      throws IOException {
    Optional<DescriptorDigest> before = read.getIfPresent(image);
    if (before != null) {
      return before;
    }
    Optional<Manifest> manifest = finder.find(image, ImmutableList.of(repository));
    if (manifest.isEmpty()) {
      return Optional.empty();
    }
    Optional<DescriptorDigest> subject = attachment.of(repository, manifest.get());
    read.put(image, subject);
    return subject;
  }

  private record Image(Repository repository, DescriptorDigest digest) {}
}
