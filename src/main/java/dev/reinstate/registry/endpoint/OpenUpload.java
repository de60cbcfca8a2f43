package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.net.HttpHeaders;
import dev.reinstate.apply.ImageWriter.UploadSession;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.address.Locations;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.wire.Content;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * Opens an upload, or mounts a blob instead; empty when it is mounted.
 *
 * @param query empty, or the mount asked for
 */
public record OpenUpload(String query, Optional<String> mountSource)
    implements Endpoint<Optional<UploadSession>> {

  private static final int CREATED = 201;

  public static OpenUpload plain() {
    return new OpenUpload("", Optional.empty());
  }

  /**
   * An upload that becomes a mount where the registry can do that.
   *
   * @param from on the same host, as it is addressed
   */
  public static OpenUpload mounting(DescriptorDigest blob, Repository from) {
    return new OpenUpload("?mount=" + blob + "&from=" + from.path(), Optional.of(from.path()));
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public URI locate(URI base) {
    return base.resolve("blobs/uploads/" + query);
  }

  @Override
  public Optional<Content> content() {
    return Optional.of(Content.EMPTY);
  }

  @Override
  public Optional<UploadSession> read(Response response) throws IOException {
    if (response.status() == CREATED && mountSource.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(session(response));
  }

  /** The upload that a registry opened. */
  static UploadSession session(Response response) throws IOException {
    String location =
        response
            .header(HttpHeaders.LOCATION)
            .orElseThrow(() -> new PermanentException("an upload without a Location"));
    return new UploadSession(Locations.resolve(response.uri(), location));
  }
}
