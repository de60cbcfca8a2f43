package dev.reinstate.registry;

import java.io.IOException;

/** All of a blob came, and it is not the blob. */
final class DamagedBlobException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String seen;
  private final boolean mayGoOn;

  /**
   * @param expected digest or size
   * @param seen the same of what came
   * @param mayGoOn whether it could be the beginning of the blob
   */
  DamagedBlobException(String message, String expected, String seen, boolean mayGoOn) {
    super(message);
    this.expected = expected;
    this.seen = seen;
    this.mayGoOn = mayGoOn;
  }

  String expected() {
    return expected;
  }

  String seen() {
    return seen;
  }

  boolean mayGoOn() {
    return mayGoOn;
  }
}
