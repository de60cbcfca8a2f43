package dev.reinstate.sandbox.http;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.io.ByteStreams;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * A request as it came in.
 *
 * @param query decoded
 * @param headers by lower-case name
 * @param body read at most once; the transport discards what is left of it
 */
public record Call(
    Target target,
    ImmutableListMultimap<String, String> query,
    ImmutableListMultimap<String, String> headers,
    InputStream body) {

  Call withBody(InputStream other) {
    return new Call(target, query, headers, other);
  }

  public Optional<String> query(String name) {
    return query.get(name).stream().findFirst();
  }

  public Optional<String> header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT)).stream().findFirst();
  }

  public byte[] readBody() throws IOException {
    return ByteStreams.toByteArray(body);
  }

  /** The body, or its first bytes when it is longer than {@code limit}: one byte more than that. */
  public byte[] readBody(int limit) throws IOException {
    return ByteStreams.toByteArray(ByteStreams.limit(body, limit + 1L));
  }
}
