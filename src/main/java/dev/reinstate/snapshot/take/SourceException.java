package dev.reinstate.snapshot.take;

import java.io.IOException;

/** A registry did not give what it should have; unlike a failure of the store, not fatal. */
final class SourceException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean absent;

  SourceException(String message, Throwable cause) {
    this(message, cause, /* absent= */ false);
  }

  SourceException(String message, Throwable cause, boolean absent) {
    super(message, cause);
    this.absent = absent;
  }

  /** Whether every source said that it does not have it: it is nowhere. */
  boolean absent() {
    return absent;
  }
}
