package dev.reinstate.manifest.yaml;

/**
 * SnakeYAML takes no tab for white space. The promoter's reader does, but not in indentation, nor
 * after the indicator of a block entry.
 */
final class YamlTabs {

  private static final String INDICATORS = "-?:";

  private YamlTabs() {}

  /**
   * The text with a space for each tab that only separates. A tab inside of quotes becomes one too,
   * where no name, tag or digest may have either.
   */
  static String asSpaces(String text) {
    if (text.indexOf('\t') < 0) {
      return text;
    }
    StringBuilder spaced = new StringBuilder(text);
    int first = text.length() - text.stripLeading().length();
    boolean flow = false;
    boolean indents = true;
    char before = '\n';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      flow |= i == first && (c == '[' || c == '{');
      if (c == '\t' && !indents) {
        spaced.setCharAt(i, ' ');
      }
      indents = !flow && (isBreak(c) || (indents && mayIndent(c, before)));
      before = c;
    }
    return spaced.toString();
  }

  /** Whether what follows on the line may still be its indentation. */
  private static boolean mayIndent(char c, char before) {
    return isBlank(c) || (INDICATORS.indexOf(c) >= 0 && (isBlank(before) || isBreak(before)));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }
}
