package dev.reinstate.signature.policy;

import com.google.common.collect.ImmutableList;
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

  /** One of each kind that certificates have: mail addresses and URIs; and one of none. */
  private static final ImmutableList<String> TEXTS =
      ImmutableList.of("someone@example.com", "https://example.com/a/b@refs/heads/main", "~");

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

  /** Whether it leaves open what the text is, as far as examples tell. */
  static boolean isEveryText(TextRule rule) {
    return TEXTS.stream().allMatch(rule::test);
  }
}
