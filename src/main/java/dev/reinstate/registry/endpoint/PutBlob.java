package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.registry.wire.Content;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * Ends an upload with all its bytes: the one way every registry takes, Artifact Registry included.
 *
 * @param upload where the registry opened it
 * @param body the blob
 */
public record PutBlob(URI upload, DescriptorDigest blob, Content body) implements Endpoint<Void> {

  @Override
  public String method() {
    return "PUT";
  }

  /** The location is kept as it is, its query included; the digest is added. */
  @Override
  public URI locate(URI base) {
    String separator = upload.getRawQuery() == null ? "?" : "&";
    return URI.create(upload + separator + "digest=" + blob);
  }

  @Override
  public Optional<Content> content() {
    return Optional.of(body);
  }

  @Override
  public Void read(Response response) throws IOException {
    DigestHeader.check(response, blob);
    return null;
  }
}
