package dev.reinstate.registry.wire;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Iterables;
import com.google.common.io.ByteStreams;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The response to a {@link Request}.
 *
 * @param uri which gave it; another than the request's after a redirect
 * @param headers by lower-case name
 * @param body never null; read to its end, it gives the connection back
 * @param connection closed with the response; drops what was not read
 */
public record Response(
    URI uri,
    int status,
    ImmutableListMultimap<String, String> headers,
    InputStream body,
    Closeable connection)
    implements Closeable {

  /** Room for any error document a person would read. */
  public static final int ERROR_BYTES = 64 * 1024;

  public boolean succeeded() {
    return status >= 200 && status < 300;
  }

  public ImmutableList<String> headers(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(Iterables.getFirst(headers(name), null));
  }

  Response withBody(InputStream other) {
    return new Response(uri, status, headers, other, connection);
  }

  /** The whole body; {@link IOException} when it is longer than the limit in bytes. */
  public byte[] bytes(int limit) throws IOException {
    return new BoundedInputStream(body, limit).readAllBytes();
  }

  /** The same with its body in memory, cut at {@link #ERROR_BYTES}, and without its connection. */
  public Response detached() throws IOException {
    try (this) {
      byte[] bytes = ByteStreams.limit(body, ERROR_BYTES).readAllBytes();
      return new Response(uri, status, headers, new ByteArrayInputStream(bytes), () -> {});
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
