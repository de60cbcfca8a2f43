package dev.reinstate.signature;

import java.io.IOException;

/** An attachment is there, was read, and cannot be what it claims to be. */
public final class MalformedAttachmentException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message repository, digest and what is wrong
   */
  public MalformedAttachmentException(String message) {
    super(message);
  }
}
