package dev.reinstate.registry;

import java.io.IOException;

/** A failure that asking again would not change, such as an answer that is not to be trusted. */
final class PermanentException extends IOException {

  private static final long serialVersionUID = 1L;

  PermanentException(String message) {
    super(message);
  }

  PermanentException(String message, Throwable cause) {
    super(message, cause);
  }
}
