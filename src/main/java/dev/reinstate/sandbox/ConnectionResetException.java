package dev.reinstate.sandbox;

import java.io.IOException;

/** Asks the transport to reset the connection instead of answering. */
final class ConnectionResetException extends IOException {

  private static final long serialVersionUID = 1L;

  ConnectionResetException() {
    super("this reset was asked for");
  }
}
