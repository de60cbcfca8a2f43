package dev.reinstate.network;

import java.io.IOException;

/**
 * A host cannot be spoken to as it is asked to, whatever it is asked for, until somebody does
 * something about it. The message is a sentence that begins with the host and says what to do.
 */
public final class HostFaultException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String host;

  HostFaultException(String host, String message, Throwable cause) {
    super(host + ": " + message, cause);
    this.host = host;
  }

  /** With its port where that is not the one implied. */
  public String host() {
    return host;
  }
}
