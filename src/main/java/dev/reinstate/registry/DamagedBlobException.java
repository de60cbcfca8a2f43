package dev.reinstate.registry;

import java.io.IOException;

/** All of a blob came, and it is not the blob. */
final class DamagedBlobException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String seen;

  /**
   * @param expected digest or size
   * @param seen the same of what came
   */
  DamagedBlobException(String message, String expected, String seen) {
    super(message);
    this.expected = expected;
    this.seen = seen;
  }

  String expected() {
    return expected;
  }

  String seen() {
    return seen;
  }
}
