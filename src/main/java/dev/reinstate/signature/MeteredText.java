package dev.reinstate.signature;

import java.util.regex.Pattern;

/**
 * A text that can be looked at so often: a pattern may try more ways than anybody can wait for, and
 * each repeated group goes deeper into the stack.
 */
final class MeteredText implements CharSequence {

  private final String text;
  private int left;

  private MeteredText(String text, int steps) {
    this.text = text;
    this.left = steps;
  }

  /** Whether the pattern is found within so many looks at a character, and within the stack. */
  static boolean isFound(Pattern pattern, String text, int steps) {
    try {
      return pattern.matcher(new MeteredText(text, steps)).find();
    } catch (UsedUpException | StackOverflowError e) {
      return false;
    }
  }

  @Override
  public char charAt(int index) {
    if (--left < 0) {
      throw new UsedUpException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }

  private static final class UsedUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsedUpException() {
      super(null, null, false, false);
    }
  }
}
