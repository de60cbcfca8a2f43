package dev.reinstate.apply.restore;

import java.io.IOException;

/** What passes through the spool cannot be kept there; its source is not to blame. */
final class SpoolException extends IOException {

  private static final long serialVersionUID = 1L;

  SpoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
