package dev.reinstate.snapshot;

import java.io.IOException;

/**
 * A part of a snapshot that does not say what it must; the message names the part and the fault.
 */
public final class DamagedSnapshotException extends IOException {

  private static final long serialVersionUID = 1L;

  DamagedSnapshotException(String part, String fault) {
    super(part + " is damaged: " + fault);
  }

  DamagedSnapshotException(String part, Exception cause) {
    super(part + " is damaged: " + cause.getMessage(), cause);
  }
}
