package dev.reinstate.signature;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import java.io.IOException;

/** Finds what is attached to images: in a live registry, or in a snapshot. */
public interface Attachments {

  /**
   * What is attached to an image, as far as listings and the snapshot tell, in a fixed order: by
   * tag, then referrers.
   *
   * @param repository where it is kept
   * @throws IOException when it cannot be told
   */
  ImmutableList<Attachment> of(Repository repository, DescriptorDigest image) throws IOException;

  /**
   * What only a request for this image tells; asked for when what is told does not do. Empty where
   * everything is told.
   *
   * @throws IOException when it cannot be told
   */
  default ImmutableList<Attachment> unlisted(Repository repository, DescriptorDigest image)
      throws IOException {
    return ImmutableList.of();
  }
}
