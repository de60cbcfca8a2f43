package dev.reinstate.signature;

import com.google.common.base.CharMatcher;
import java.util.regex.Pattern;

/** What a text of a certificate must be. */
public sealed interface TextRule {

  boolean test(String text);

  /** This text and no other. */
  record Exact(String text) implements TextRule {
    @Override
    public boolean test(String other) {
      return text.equals(other);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Any in which the pattern is found, as cosign and kpromo read theirs: it is not anchored. None
   * with a control character or another end of a line, since {@code $} would match before one that
   * is the last, and none that takes the pattern longer than {@link #MOST_STEPS}, or deeper than
   * the stack: the text is a stranger's.
   */
  record Matching(Pattern pattern) implements TextRule {

    /** How many characters are looked at, some of them again and again. */
    private static final int MOST_STEPS = 5_000_000;

    /** Line and paragraph separator are no control characters, and end lines in Java. */
    private static final CharMatcher REFUSED =
        CharMatcher.javaIsoControl().or(CharMatcher.anyOf("\u2028\u2029"));

    @Override
    public boolean test(String other) {
      return REFUSED.matchesNoneOf(other) && MeteredText.isFound(pattern, other, MOST_STEPS);
    }

    @Override
    public String toString() {
      return "/" + pattern + "/";
    }
  }
}
