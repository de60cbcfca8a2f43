package dev.reinstate.registry.address;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A link of the header {@code Link}.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc8288#section-3
 *
 * @param target a reference, not resolved
 * @param relations lower case; empty when the link names none
 * @param anchor what the link is of, when that is not what was answered
 */
record WebLink(String target, ImmutableSet<String> relations, Optional<String> anchor) {

  private static final Pattern SEPARATOR = Pattern.compile("[\\s,]*");

  /** The brackets are the grammar's; a path or address without them is as plain. */
  private static final Pattern TARGET =
      Pattern.compile("<(?<target>[^<>]*)>|(?<bare>(?:[/?]|https?://)[^<>\\s;,\"]*)");

  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\s*;\\s*(?:(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*"
              + "(?:=\\s*(?:\"(?<quoted>(?:[^\"\\\\]|\\\\.)*+)\"|(?<plain>[^\\s;,\"]*)))?)?");
  private static final Pattern END = Pattern.compile("\\s*(?:,|$)");
  private static final Splitter SPACES =
      Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().trimResults();

  /**
   * The links of all fields, in their order.
   *
   * @throws PermanentException when one does not follow the grammar: what it says is not known
   */
  static ImmutableList<WebLink> parse(Iterable<String> fields) throws IOException {
    ImmutableList.Builder<WebLink> links = ImmutableList.builder();
    for (String field : fields) {
      Matcher matcher = SEPARATOR.matcher(field);
      int position = after(matcher, SEPARATOR, 0, field);
      while (position < field.length()) {
        position = required(matcher, TARGET, position, field);
        String bare = matcher.group("bare");
        String target = bare == null ? matcher.group("target") : bare;
        Map<String, String> parameters = new LinkedHashMap<>();
        while (matcher.region(position, field.length()).usePattern(PARAMETER).lookingAt()) {
          if (matcher.group("name") != null) {
            parameters.putIfAbsent(Ascii.toLowerCase(matcher.group("name")), value(matcher));
          }
          position = matcher.end();
        }
        links.add(of(target, parameters));
        position = after(matcher, SEPARATOR, required(matcher, END, position, field), field);
      }
    }
    return links.build();
  }

  private static WebLink of(String target, Map<String, String> parameters) {
    return new WebLink(
        target,
        ImmutableSet.copyOf(SPACES.split(Ascii.toLowerCase(parameters.getOrDefault("rel", "")))),
        Optional.ofNullable(parameters.get("anchor")));
  }

  private static String value(Matcher parameter) {
    String quoted = parameter.group("quoted");
    if (quoted != null) {
      return quoted.replaceAll("\\\\(.)", "$1");
    }
    return parameter.group("plain") == null ? "" : parameter.group("plain");
  }

  private static int required(Matcher matcher, Pattern pattern, int position, String field)
      throws IOException {
    int end = after(matcher, pattern, position, field);
    if (end < 0) {
      throw new PermanentException(
          "its header Link is not understood from character " + (position + 1) + " on");
    }
    return end;
  }

  /** Where what begins here ends; negative when it does not begin here. */
  private static int after(Matcher matcher, Pattern pattern, int position, String field) {
    return matcher.region(position, field.length()).usePattern(pattern).lookingAt()
        ? matcher.end()
        : -1;
  }
}
