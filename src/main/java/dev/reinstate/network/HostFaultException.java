package dev.reinstate.network;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import java.io.IOException;

/**
 * A host cannot be spoken to as it is asked to, whatever it is asked for, until somebody does
 * something about it. The message is a sentence that begins with the host and says what to do.
 */
public final class HostFaultException extends IOException {

  private static final long serialVersionUID = 1L;
  private static final int MOST_CHARACTERS = 4096;

  private final String host;

  HostFaultException(String host, String message, Throwable cause) {
    super(host + ": " + printable(message), cause);
    this.host = host;
  }

  /**
   * What certificates name is up to whoever made them: one line, and of a long one its beginning.
   */
  private static String printable(String message) {
    return Ascii.truncate(
        CharMatcher.javaIsoControl().replaceFrom(message, '\ufffd'), MOST_CHARACTERS, "…");
  }

  /** With its port where that is not the one implied. */
  public String host() {
    return host;
  }
}
