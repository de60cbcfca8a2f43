package dev.reinstate.signature.policy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What means one thing in the patterns of cosign and kpromo and another in Java's, though both take
 * it. Source of the former: https://github.com/google/re2/wiki/Syntax.
 */
final class OtherMeaning {

  /** {@code U} makes repetitions lazy there, and letters those of Unicode here. */
  private static final Pattern LAZY = Pattern.compile("\\(\\?[a-zA-Z]*U");

  private final String pattern;

  OtherMeaning(String pattern) {
    this.pattern = pattern;
  }

  /** Why it is not taken, with what to write; empty when all means the same. */
  Optional<String> reason() {
    StringBuilder plain = new StringBuilder();
    boolean inClass = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i = pattern.startsWith("\\Q", i) ? endOfQuote(i) : i + 1;
      } else if (!inClass) {
        inClass = c == '[';
        plain.append(c);
        i += inClass && pattern.startsWith("^", i + 1) ? 1 : 0;
        i += inClass && pattern.startsWith("]", i + 1) ? 1 : 0;
      } else if (pattern.startsWith("[:", i)) {
        return Optional.of("has a class by name; write a-z for [:lower:], and so on");
      } else if (c == '[') {
        return Optional.of("has '[' within [ ], which is read in two ways; write \\[");
      } else if (pattern.startsWith("&&", i)) {
        return Optional.of("has '&&' within [ ], which is read in two ways; write \\&");
      } else {
        inClass = c != ']';
      }
    }
    Matcher lazy = LAZY.matcher(plain);
    return lazy.find()
        ? Optional.of("has the flag U, which is read in two ways; write *? or +? for it")
        : Optional.empty();
  }

  private int endOfQuote(int start) {
    int end = pattern.indexOf("\\E", start);
    return end < 0 ? pattern.length() : end + 1;
  }
}
