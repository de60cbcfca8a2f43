package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Whether a repository has a blob; empty where the registry does not answer such requests. */
public record HeadBlob(DescriptorDigest blob) implements Endpoint<Optional<Boolean>> {

  @Override
  public String method() {
    return "HEAD";
  }

  @Override
  public URI locate(URI base) {
    return base.resolve("blobs/" + blob);
  }

  @Override
  public Optional<Boolean> read(Response response) throws IOException {
    DigestHeader.check(response, blob);
    return Optional.of(true);
  }

  @Override
  public Optional<Boolean> refused(RegistryException refusal) throws IOException {
    int status = refusal.status().orElse(0);
    if (status == 404) {
      return Optional.of(false);
    }
    if (HeadManifest.METHOD_REFUSED.contains(status)) {
      return Optional.empty();
    }
    throw refusal;
  }
}
