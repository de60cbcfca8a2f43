package dev.reinstate.snapshot;

import java.io.IOException;

/** There are snapshots, but none as old as the one asked for; the message says which there are. */
public final class SnapshotNotFoundException extends IOException {

  private static final long serialVersionUID = 1L;

  public SnapshotNotFoundException(String message) {
    super(message);
  }
}
