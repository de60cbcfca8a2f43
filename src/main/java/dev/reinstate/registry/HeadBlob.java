package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.io.IOException;
import java.net.URI;

/** Whether a repository has a blob. */
record HeadBlob(DescriptorDigest blob) implements Endpoint<Boolean> {

  @Override
  public String method() {
    return "HEAD";
  }

  @Override
  public URI locate(URI base) {
    return base.resolve("blobs/" + blob);
  }

  @Override
  public Boolean read(Response response) throws IOException {
    DigestHeader.check(response, blob);
    return true;
  }

  @Override
  public Boolean refused(RegistryException refusal) throws IOException {
    if (refusal.status().orElse(0) == 404) {
      return false;
    }
    throw refusal;
  }
}
