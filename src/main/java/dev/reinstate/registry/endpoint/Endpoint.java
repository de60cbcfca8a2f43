package dev.reinstate.registry.endpoint;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Content;
import dev.reinstate.registry.wire.Intent;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * One operation of the distribution API on a repository.
 *
 * @param <T> what it answers
 */
public interface Endpoint<T> {

  default String method() {
    return "GET";
  }

  /**
   * Where it is.
   *
   * @param base the repository's {@code https://HOST/v2/PATH/}
   */
  URI locate(URI base);

  default ImmutableMap<String, String> headers() {
    return ImmutableMap.of();
  }

  /** Whether it changes the registry: all but GET and HEAD do in the distribution API. */
  default Intent intent() {
    return method().equals("GET") || method().equals("HEAD") ? Intent.READ : Intent.WRITE;
  }

  default Optional<Content> content() {
    return Optional.empty();
  }

  /** Path of another repository of the host that must be readable too, for a mount. */
  default Optional<String> mountSource() {
    return Optional.empty();
  }

  /** Reads a response of success. */
  T read(Response response) throws IOException;

  /** Makes an answer of a refusal, or throws it. */
  default T refused(RegistryException refusal) throws IOException {
    throw refusal;
  }
}
