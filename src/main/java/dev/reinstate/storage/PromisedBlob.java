package dev.reinstate.storage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.stream.VerifiedInputStream;
import java.io.IOException;

/**
 * A blob that a store is given or gives.
 *
 * @param origin where its bytes come from, for errors
 * @param size in bytes, or {@link Descriptor#UNKNOWN_SIZE}
 */
record PromisedBlob(String origin, DescriptorDigest digest, long size)
    implements VerifiedInputStream.Expected {

  @Override
  public IOException longer() {
    return new ContentMismatchException(
        "%s has more than the %d bytes of blob %s".formatted(origin, size, digest));
  }

  @Override
  public IOException shorter(long actual) {
    return new ContentMismatchException(
        "%s ends after %d of the %d bytes of blob %s".formatted(origin, actual, size, digest));
  }

  @Override
  public IOException other(DescriptorDigest actual) {
    return new ContentMismatchException(
        "%s does not hold blob %s: its bytes hash to %s".formatted(origin, digest, actual));
  }
}
