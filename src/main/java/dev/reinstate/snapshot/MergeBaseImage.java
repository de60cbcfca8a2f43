package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Descriptor;
import java.util.Optional;

/**
 * An image the snapshot knows.
 *
 * @param content where its manifest is stored; differs from the image's digest for signed schema 1
 *     only
 * @param managed whether a promoter manifest ever named it
 * @param held whether the snapshot holds its manifest and every blob and child it needs
 * @param children the manifests of an index
 * @param subject the image it is a referrer of
 */
public record MergeBaseImage(
    Descriptor content,
    boolean managed,
    boolean held,
    ImmutableList<DescriptorDigest> children,
    Optional<DescriptorDigest> subject) {

  /** The same of which the store has lost something. */
  public MergeBaseImage notHeld() {
    return held ? new MergeBaseImage(content, managed, false, children, subject) : this;
  }

  /**
   * Whether its manifest was ever there to be read. One that was not is an image that an index
   * names and that no registry had.
   */
  public boolean wasSeen() {
    return content.size() != Descriptor.UNKNOWN_SIZE;
  }

  public MergeBaseImage withManaged(boolean value) {
    return managed == value ? this : new MergeBaseImage(content, value, held, children, subject);
  }
}
