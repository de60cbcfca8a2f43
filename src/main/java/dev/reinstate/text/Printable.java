package dev.reinstate.text;

import com.google.common.base.CharMatcher;

/** Text of strangers made fit for terminals, logs and XML. */
public final class Printable {

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
  public static String line(String text) {
    return UNFIT.replaceFrom(text, '\ufffd');
  }

  /**
   * One line; of a longer text the beginning, and how long it is.
   *
   * @param most characters of the text itself
   */
  public static String line(String text, int most) {
    return text.length() <= most
        ? line(text)
        : String.format("%s… (cut, %,d characters)", line(text.substring(0, most)), text.length());
  }
}
