package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.net.URI;

/** Where a blob is: below a repository, or anywhere else by an absolute URL. */
public final class BlobPlace {

  private BlobPlace() {}

  /** Relative to a repository. */
  public static URI of(DescriptorDigest blob) {
    return URI.create("blobs/" + blob);
  }
}
