package dev.reinstate.registry.address;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves references as servers write them: by the current rules, which {@link URI#resolve} does
 * not follow where a reference is a query alone, and with whatever may not stand in a URL encoded.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc3986#section-5.2
 */
final class UriReferences {

  /** Scheme, authority, path and query; the fragment is nothing to a server. */
  private static final Pattern PARTS =
      Pattern.compile(
          "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?<authority>[^/?#]*))?(?<path>[^?#]*)"
              + "(?:\\?(?<query>[^#]*))?(?:#.*)?");

  private static final CharMatcher HEX =
      CharMatcher.inRange('0', '9')
          .or(CharMatcher.inRange('a', 'f'))
          .or(CharMatcher.inRange('A', 'F'));

  private static final CharMatcher LEGAL =
      CharMatcher.inRange('0', '9')
          .or(CharMatcher.inRange('a', 'z'))
          .or(CharMatcher.inRange('A', 'Z'))
          .or(CharMatcher.anyOf("-._~:/?#[]@!$&'()*+,;="));

  private UriReferences() {}

  /**
   * The URL without its fragment.
   *
   * @param base absolute and hierarchical
   * @throws IllegalArgumentException when it has control characters, or an authority that cannot be
   *     one
   */
  static URI resolve(URI base, String reference) {
    if (CharMatcher.javaIsoControl().matchesAnyOf(reference)) {
      throw new IllegalArgumentException("control characters");
    }
    Matcher parts = PARTS.matcher(encoded(reference.strip()));
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a reference");
    }
    String path = parts.group("path");
    String query = parts.group("query");
    if (parts.group("scheme") != null) {
      return url(parts.group("scheme"), parts.group("authority"), path, query);
    }
    if (parts.group("authority") != null) {
      return url(base.getScheme(), parts.group("authority"), path, query);
    }
    return path.isEmpty()
        ? url(base, base.getRawPath(), query == null ? base.getRawQuery() : query)
        : url(base, merged(base, path), query);
  }

  private static String merged(URI base, String path) {
    String of = base.getRawPath().isEmpty() ? "/" : base.getRawPath();
    return path.startsWith("/") ? path : of.substring(0, of.lastIndexOf('/') + 1) + path;
  }

  private static URI url(URI base, String path, String query) {
    return url(base.getScheme(), base.getRawAuthority(), path, query);
  }

  private static URI url(String scheme, String authority, String path, String query) {
    return URI.create(
        scheme
            + ":"
            + (authority == null ? "" : "//" + authority)
            + withoutDots(path).replace("[", "%5B").replace("]", "%5D")
            + (query == null ? "" : "?" + query));
  }

  private static String withoutDots(String path) {
    Deque<String> kept = new ArrayDeque<>();
    boolean endsOpen = false;
    for (String segment : path.split("/", -1)) {
      endsOpen = segment.equals(".") || segment.equals("..");
      if (segment.equals("..") && kept.size() > 1) {
        kept.removeLast();
      } else if (!endsOpen) {
        kept.add(segment);
      }
    }
    return String.join("/", kept) + (endsOpen ? "/" : "");
  }

  /** Header fields come as one character a byte, whatever they were encoded in. */
  private static String encoded(String reference) {
    StringBuilder encoded = new StringBuilder(reference.length());
    for (int i = 0; i < reference.length(); i++) {
      char c = reference.charAt(i);
      if (LEGAL.matches(c) || (c == '%' && isEscape(reference, i))) {
        encoded.append(c);
      } else if (c <= 0xFF) {
        encode(encoded, c);
      } else {
        boolean pair = Character.isSurrogatePair(c, next(reference, i));
        for (byte b : reference.substring(i, i + (pair ? 2 : 1)).getBytes(UTF_8)) {
          encode(encoded, b & 0xFF);
        }
        i += pair ? 1 : 0;
      }
    }
    return encoded.toString();
  }

  private static void encode(StringBuilder encoded, int octet) {
    encoded.append('%').append(Character.forDigit(octet >> 4, 16));
    encoded.append(Character.forDigit(octet & 0xF, 16));
  }

  private static boolean isEscape(String reference, int at) {
    return at + 2 < reference.length()
        && HEX.matches(reference.charAt(at + 1))
        && HEX.matches(reference.charAt(at + 2));
  }

  private static char next(String reference, int at) {
    return at + 1 < reference.length() ? reference.charAt(at + 1) : ' ';
  }
}
