package dev.reinstate.registry.authentication;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way a host offers to authenticate.
 *
 * @param scheme lower case, such as {@code bearer}
 * @param parameters by lower-case name
 */
record Challenge(String scheme, ImmutableMap<String, String> parameters) {

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern SEPARATOR = Pattern.compile("[\\s,]*");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?<name>"
              + TOKEN
              + ")\\s*=\\s*(?:\"(?<quoted>(?:[^\"\\\\]|\\\\.)*+)\"|(?<plain>[^\\s,\"]+))");
  private static final Pattern SCHEME =
      Pattern.compile(
          "(?<scheme>" + TOKEN + ")(?:\\s+(?<token68>[A-Za-z0-9._~+/-]+=*)(?=\\s*(?:,|$)))?");

  /** The parameter, or the empty string. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /**
   * Reads {@code WWW-Authenticate}: any number of challenges in any number of headers. What does
   * not follow the grammar ends the reading; the challenges before it count. A realm that should be
   * quoted and is not is read all the same.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
   */
  static ImmutableList<Challenge> parse(Iterable<String> headers) {
    ImmutableList.Builder<Challenge> challenges = ImmutableList.builder();
    for (String header : headers) {
      challenges.addAll(parse(header));
    }
    return challenges.build();
  }

  private static ImmutableList<Challenge> parse(String header) {
    ImmutableList.Builder<Challenge> challenges = ImmutableList.builder();
    Matcher matcher = SCHEME.matcher(header);
    int position = skip(header, 0);
    while (matcher.region(position, header.length()).usePattern(SCHEME).lookingAt()) {
      String scheme = Ascii.toLowerCase(matcher.group("scheme"));
      Map<String, String> parameters = new LinkedHashMap<>();
      position = skip(header, matcher.end());
      while (matcher.region(position, header.length()).usePattern(PARAMETER).lookingAt()) {
        parameters.putIfAbsent(Ascii.toLowerCase(matcher.group("name")), value(matcher));
        position = skip(header, matcher.end());
      }
      challenges.add(new Challenge(scheme, ImmutableMap.copyOf(parameters)));
    }
    return challenges.build();
  }

  private static String value(Matcher parameter) {
    String quoted = parameter.group("quoted");
    return quoted == null ? parameter.group("plain") : quoted.replaceAll("\\\\(.)", "$1");
  }

  private static int skip(String header, int position) {
    Matcher matcher = SEPARATOR.matcher(header).region(position, header.length());
    return matcher.lookingAt() ? matcher.end() : position;
  }
}
