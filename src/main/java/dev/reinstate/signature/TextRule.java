package dev.reinstate.signature;

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

  /** Any in which the pattern is found, as cosign and kpromo read theirs: it is not anchored. */
  record Matching(Pattern pattern) implements TextRule {
    @Override
    public boolean test(String other) {
      return pattern.matcher(other).find();
    }

    @Override
    public String toString() {
      return "/" + pattern + "/";
    }
  }
}
