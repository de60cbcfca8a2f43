package dev.reinstate.snapshot;

import java.io.IOException;

/** A registry did not give what it should have; unlike a failure of the store, not fatal. */
final class SourceException extends IOException {

  private static final long serialVersionUID = 1L;

  SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
