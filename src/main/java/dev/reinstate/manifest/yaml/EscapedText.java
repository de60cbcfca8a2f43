package dev.reinstate.manifest.yaml;

/** The user's own words inside a message. */
public final class EscapedText {

  private static final int MAX_LENGTH = 100;

  private EscapedText() {}

  /** In quotes, cut short when long, with escapes for what could disturb a terminal or a log. */
  public static String of(String text) {
    StringBuilder quoted = new StringBuilder("'");
    text.codePoints().limit(MAX_LENGTH).forEach(c -> append(quoted, c));
    if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
      quoted.append('…');
    }
    return quoted.append('\'').toString();
  }

  private static void append(StringBuilder quoted, int c) {
    switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          quoted.append(String.format("\\u%04x", c));
      default -> quoted.appendCodePoint(c);
    }
  }
}
