package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.ByteStreams;
import com.google.common.net.HttpHeaders;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Response;
import java.io.FilterInputStream;
import java.io.IOException;
import java.net.URI;

/**
 * A blob's bytes from an offset on, not verified.
 *
 * <p>A registry need not know ranges: one that sends everything is read up to the offset. Source:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-blobs
 *
 * @param place relative to the repository, or absolute
 */
public record GetBlob(URI place, long offset) implements Endpoint<GetBlob.Body> {

  private static final int PARTIAL_CONTENT = 206;

  /** Where a repository has a blob, relative to it. */
  public static URI place(DescriptorDigest blob) {
    return URI.create("blobs/" + blob);
  }

  @Override
  public URI locate(URI base) {
    return base.resolve(place);
  }

  @Override
  public ImmutableMap<String, String> headers() {
    return offset == 0
        ? ImmutableMap.of()
        : ImmutableMap.of(HttpHeaders.RANGE, "bytes=" + offset + "-");
  }

  @Override
  public Body read(Response response) throws IOException {
    try {
      if (response.status() == PARTIAL_CONTENT) {
        checkRange(response);
      } else {
        ByteStreams.skipFully(response.body(), offset);
      }
    } catch (IOException e) {
      response.close();
      throw e;
    }
    return new Body(response);
  }

  @Override
  public Body refused(RegistryException refusal) throws IOException {
    throw refusal.status().orElse(0) == 404 ? GetManifest.missing(refusal) : refusal;
  }

  private void checkRange(Response response) throws IOException {
    String range = response.header(HttpHeaders.CONTENT_RANGE).orElse("");
    if (!Ascii.toLowerCase(range).matches("\\s*bytes[\\s=:]+0*" + offset + "\\s*-.*")) {
      throw new PermanentException("a part of the blob that was not asked for");
    }
  }

  /** Owns its response: dropped with the connection unless everything was read. */
  public static final class Body extends FilterInputStream {

    private final Response response;

    private Body(Response response) {
      super(response.body());
      this.response = response;
    }

    /** Whether a body that is cut off can be told from one that ends. */
    public boolean saysWhereItEnds() {
      return !response.headers(HttpHeaders.CONTENT_LENGTH).isEmpty()
          || !response.headers(HttpHeaders.TRANSFER_ENCODING).isEmpty();
    }

    @Override
    public void close() throws IOException {
      response.close();
    }
  }
}
