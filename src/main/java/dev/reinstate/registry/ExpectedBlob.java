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
    return new DamagedBlobException(
        message("is longer than the " + size() + " bytes declared"),
        size() + " bytes",
        "more than " + size() + " bytes",
        /* mayGoOn= */ false);
  }

  @Override
  public DamagedBlobException shorter(long actual) {
    return new DamagedBlobException(
        message("ends after " + actual + " of " + size() + " bytes"),
        size() + " bytes",
        actual + " bytes",
        /* mayGoOn= */ true);
  }

  @Override
  public DamagedBlobException other(DescriptorDigest actual) {
    return new DamagedBlobException(
        message("hashes to " + actual),
        digest().toString(),
        actual.toString(),
        /* mayGoOn= */ size() == Descriptor.UNKNOWN_SIZE);
  }

  private String message(String what) {
    return "blob " + digest() + " from " + from + " " + what;
  }
}
