package dev.reinstate.sandbox.http;

import java.io.IOException;

/** Asks the transport to reset the connection instead of answering. */
public final class ConnectionResetException extends IOException {

  private static final long serialVersionUID = 1L;

  public ConnectionResetException() {
    super("this reset was asked for");
  }
}
