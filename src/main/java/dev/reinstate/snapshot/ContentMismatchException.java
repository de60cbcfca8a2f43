package dev.reinstate.snapshot;

import java.io.IOException;

/** Bytes that are not those their digest or size promised. */
public final class ContentMismatchException extends IOException {

  private static final long serialVersionUID = 1L;

  public ContentMismatchException(String message) {
    super(message);
  }
}
