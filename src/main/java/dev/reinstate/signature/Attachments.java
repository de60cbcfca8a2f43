package dev.reinstate.signature;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import java.io.IOException;

/** Finds what is attached to images: in a live registry, or in a snapshot. */
public interface Attachments {

  /**
   * What is attached to an image, in a fixed order: by tag, then referrers.
   *
   * @param repository where it is kept
   * @throws IOException when it cannot be told
   */
  ImmutableList<Attachment> of(Repository repository, DescriptorDigest image) throws IOException;
}
