package dev.reinstate.report;

import com.google.common.base.CharMatcher;

/** Text of strangers made fit for terminals and XML. */
final class Printable {

  /** Controls, what turns the direction of text, and what is beyond the basic plane. */
  private static final CharMatcher UNFIT =
      CharMatcher.javaIsoControl()
          .or(CharMatcher.inRange('\u200e', '\u200f'))
          .or(CharMatcher.inRange('\u2028', '\u202e'))
          .or(CharMatcher.inRange('\u2066', '\u2069'))
          .or(CharMatcher.inRange('\ud800', '\udfff'))
          .or(CharMatcher.anyOf("\ufffe\uffff"));

  private Printable() {}

  /** One line: each unfit character becomes U+FFFD. */
  static String line(String text) {
    return UNFIT.replaceFrom(text, '\ufffd');
  }
}
