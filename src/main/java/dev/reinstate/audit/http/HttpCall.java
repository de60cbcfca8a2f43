package dev.reinstate.audit.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** A request whose body has not been read yet. */
public interface HttpCall {

  String method();

  /** Without the query. */
  String path();

  /** The first header of that name, in whatever case. */
  Optional<String> header(String name);

  /** The body's length as the client declares it; empty where it is sent in chunks. */
  OptionalLong declaredLength();

  /**
   * The body. Reading fails with {@link java.net.SocketTimeoutException} when the client takes too
   * long for the whole of its request.
   */
  InputStream body() throws IOException;
}
