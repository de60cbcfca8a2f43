package dev.reinstate.registry;

import dev.reinstate.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** A blob's bytes, verified while they are read. */
record GetBlob(Descriptor blob) implements Endpoint<InputStream> {

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public URI locate(URI base) {
    return base.resolve("blobs/" + blob.digest());
  }

  @Override
  public InputStream read(Response response) {
    return new VerifyingInputStream(response, blob);
  }

  @Override
  public InputStream refused(RegistryException refusal) throws IOException {
    throw refusal.status().orElse(0) == 404 ? GetManifest.missing(refusal) : refusal;
  }
}
