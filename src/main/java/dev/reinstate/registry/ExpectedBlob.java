package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.stream.VerifiedInputStream;

/**
 * A blob that is read from somewhere else.
 *
 * @param from for a human
 */
record ExpectedBlob(Descriptor blob, String from) implements VerifiedInputStream.Expected {

  @Override
  public DescriptorDigest digest() {
    return blob.digest();
  }

  @Override
  public long size() {
    return blob.size();
  }

  @Override
  public DamagedBlobException longer() {
    return damaged(
        "is longer than the " + size() + " bytes declared", "more than " + size() + " bytes");
  }

  @Override
  public DamagedBlobException shorter(long actual) {
    return damaged("ends after " + actual + " of " + size() + " bytes", actual + " bytes");
  }

  @Override
  public DamagedBlobException other(DescriptorDigest actual) {
    return new DamagedBlobException(
        message("hashes to " + actual), digest().toString(), actual.toString());
  }

  private DamagedBlobException damaged(String what, String seen) {
    return new DamagedBlobException(message(what), size() + " bytes", seen);
  }

  private String message(String what) {
    return "blob " + digest() + " from " + from + " " + what;
  }
}
