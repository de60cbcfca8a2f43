package dev.reinstate.signature;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;

/** What a human reads may hold what a stranger wrote. */
public final class Reason {

  private static final int LONGEST = 400;

  private Reason() {}

  /** On one line, and not too long. */
  public static String of(String text) {
    return Ascii.truncate(
        CharMatcher.whitespace().or(CharMatcher.javaIsoControl()).trimAndCollapseFrom(text, ' '),
        LONGEST,
        "…");
  }
}
