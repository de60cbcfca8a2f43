package dev.reinstate.image;

/**
 * The grammar of hosts, repositories and tags, as {@code ImageReference} of Jib has it, which
 * compiles a regular expression for each question. Listings ask it hundreds of thousands of times.
 */
public final class ImageNames {

  private static final int LONGEST_TAG = 128;

  private ImageNames() {}

  /** A host name, with a port or without. */
  public static boolean isHost(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? isHostName(text, text.length())
        : isHostName(text, colon) && isNumber(text, colon + 1);
  }

  private static boolean isHostName(String text, int end) {
    int start = 0;
    for (int i = 0; i <= end; i++) {
      if (i == end || text.charAt(i) == '.') {
        if (i == start || text.charAt(start) == '-' || text.charAt(i - 1) == '-') {
          return false;
        }
        start = i + 1;
      } else if (!isLetterOrDigit(text.charAt(i)) && text.charAt(i) != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return start < text.length();
  }

  /** What a repository is called below its host. */
  public static boolean isPath(String text) {
    int separators = 1; // as if a slash came before: a segment begins with a letter or digit
    char last = '/';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isLowerCase(c) || isDigit(c)) {
        separators = 0;
      } else if (separators == 0 ? isSeparator(c) : mayRepeat(c, last, separators)) {
        separators++;
      } else {
        return false;
      }
      last = c;
    }
    return separators == 0;
  }

  private static boolean isSeparator(char c) {
    return c == '/' || c == '.' || c == '_' || c == '-';
  }

  /** Two underscores or any number of hyphens are one separator. */
  private static boolean mayRepeat(char c, char last, int separators) {
    return c == last && (c == '-' || (c == '_' && separators == 1));
  }

  public static boolean isTag(String text) {
    if (text.isEmpty() || text.length() > LONGEST_TAG || !isWord(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isWord(c) && c != '.' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isWord(char c) {
    return isLetterOrDigit(c) || c == '_';
  }

  private static boolean isLetterOrDigit(char c) {
    return isLowerCase(c) || (c >= 'A' && c <= 'Z') || isDigit(c);
  }

  private static boolean isLowerCase(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
