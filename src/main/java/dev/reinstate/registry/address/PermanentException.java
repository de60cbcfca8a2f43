package dev.reinstate.registry.address;

import java.io.IOException;

/** A failure that asking again would not change, such as an answer that is not to be trusted. */
public final class PermanentException extends IOException {

  private static final long serialVersionUID = 1L;

  public PermanentException(String message) {
    super(message);
  }

  public PermanentException(String message, Throwable cause) {
    super(message, cause);
  }
}
