package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.stream.VerifiedInputStream;
import java.io.IOException;

/** A blob that a registry gives. */
record FetchedBlob(Descriptor blob, Repository repository) implements VerifiedInputStream.Expected {

  @Override
  public DescriptorDigest digest() {
    return blob.digest();
  }

  @Override
  public long size() {
    return blob.size();
  }

  @Override
  public IOException longer() {
    return wrong("is longer than the " + size() + " bytes declared");
  }

  @Override
  public IOException shorter(long actual) {
    return wrong("ends after " + actual + " of " + size() + " bytes");
  }

  @Override
  public IOException other(DescriptorDigest actual) {
    return wrong("hashes to " + actual);
  }

  private IOException wrong(String what) {
    return new IOException("blob " + digest() + " from " + repository + " " + what);
  }
}
