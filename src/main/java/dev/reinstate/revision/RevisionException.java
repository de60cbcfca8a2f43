package dev.reinstate.revision;

import java.io.IOException;

/** The manifests of a revision are not to be had; the message is for users. */
public final class RevisionException extends IOException {

  private static final long serialVersionUID = 1L;

  RevisionException(String message) {
    super(message);
  }

  RevisionException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
