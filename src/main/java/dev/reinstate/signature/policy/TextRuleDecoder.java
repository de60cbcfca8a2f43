package dev.reinstate.signature.policy;

import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.yaml.EscapedText;
import dev.reinstate.manifest.yaml.Fields;
import dev.reinstate.manifest.yaml.YamlNode;
import dev.reinstate.signature.TextRule;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads what a text of a certificate must be: itself, or a pattern. */
final class TextRuleDecoder {

  /** Deeper nesting than so long a pattern can have would be too much for the compiler's stack. */
  private static final int LONGEST = 1_000;

  private final Values values;
  private final Problems problems;

  TextRuleDecoder(Values values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  /**
   * One of a key and the same with {@code -regexp}.
   *
   * @param place where it is missing
   */
  Optional<TextRule> decode(String key, Location place, Fields fields) {
    Optional<YamlNode> exact = fields.optional(key);
    Optional<YamlNode> pattern = fields.optional(key + "-regexp");
    if (exact.isPresent() && pattern.isPresent()) {
      problems.add(
          pattern.get().location(),
          "'" + key + "' is there as well; keep one of the two, the text or the pattern");
      return Optional.empty();
    }
    if (exact.isEmpty() && pattern.isEmpty()) {
      problems.add(place, "'" + key + "' is missing; add it, or '" + key + "-regexp'");
      return Optional.empty();
    }
    return exact.isPresent()
        ? values.text("'" + key + "'", exact.get()).map(TextRule.Exact::new)
        : pattern(key + "-regexp", pattern.get());
  }

  private Optional<TextRule> pattern(String key, YamlNode node) {
    Optional<String> text = values.text("'" + key + "'", node);
    Optional<String> fault = text.flatMap(TextRuleDecoder::fault);
    fault.ifPresent(
        reason ->
            problems.add(
                node.location(),
                "'" + key + "': " + EscapedText.of(text.orElseThrow()) + " " + reason));
    return fault.isPresent() ? Optional.empty() : text.map(TextRuleDecoder::compile);
  }

  private static TextRule compile(String text) {
    return new TextRule.Matching(Pattern.compile(text, Pattern.UNIX_LINES));
  }

  private static Optional<String> fault(String text) {
    if (text.length() > LONGEST) {
      return Optional.of("is longer than " + LONGEST + " characters; shorten it");
    }
    try {
      compile(text);
    } catch (PatternSyntaxException e) {
      return Optional.of(
          "is no regular expression: "
              + e.getDescription()
              + (e.getIndex() < 0 ? "" : ", at its character " + (e.getIndex() + 1))
              + (text.contains("(?P<") ? "; write (?<name>…) for (?P<name>…)" : "; correct it"));
    }
    return new OtherMeaning(text).reason();
  }

  /** Whether it finds something in any text, by what it says of some that are no certificate's. */
  static boolean isEveryText(TextRule rule) {
    return rule instanceof TextRule.Matching && rule.test("") && rule.test("~") && rule.test("a b");
  }
}
