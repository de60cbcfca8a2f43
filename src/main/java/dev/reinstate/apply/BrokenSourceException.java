package dev.reinstate.apply;

import java.io.IOException;

/** Bytes that were to be sent could not be had, which is no fault of whom they were for. */
public final class BrokenSourceException extends IOException {

  private static final long serialVersionUID = 1L;

  public BrokenSourceException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
