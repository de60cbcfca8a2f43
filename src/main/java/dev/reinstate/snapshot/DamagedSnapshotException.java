package dev.reinstate.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/**
 * A part of a snapshot that does not say what it must; the message names the part and the fault.
 */
public final class DamagedSnapshotException extends IOException {

  private static final long serialVersionUID = 1L;

  public DamagedSnapshotException(String part, String fault) {
    super(part + " is damaged: " + fault);
  }

  public DamagedSnapshotException(String part, Exception cause) {
    super(part + " is damaged: " + message(cause), cause);
  }

  /** What a parser says besides is of several lines. */
  private static String message(Exception cause) {
    return cause instanceof JsonProcessingException malformed
        ? malformed.getOriginalMessage()
        : cause.getMessage();
  }
}
