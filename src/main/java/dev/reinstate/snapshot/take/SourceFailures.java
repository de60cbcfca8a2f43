package dev.reinstate.snapshot.take;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Why the sources of one manifest or blob did not give it. */
final class SourceFailures {

  private IOException first;
  private int others;

  private boolean absent = true;

  void add(IOException failure) {
    absent &= failure instanceof NoSuchFileException;
    if (first == null) {
      first = failure;
    } else {
      others++;
    }
  }

  SourceException exception(String what) {
    if (first == null) {
      return new SourceException(what + ": no repository has it", null);
    }
    String more = others == 0 ? "" : " (and " + others + " more sources failed)";
    return new SourceException(what + ": " + describe(first) + more, first, absent);
  }

  /** The message of a failure; {@link NoSuchFileException} alone does not say what is wrong. */
  static String describe(IOException failure) {
    return failure instanceof NoSuchFileException
        ? "not found: " + failure.getMessage()
        : failure.getMessage();
  }
}
