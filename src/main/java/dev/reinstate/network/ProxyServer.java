package dev.reinstate.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy.
 *
 * @param variable the environment variable that names it
 * @param scheme {@code http} or {@code https}: how the proxy itself is spoken to
 * @param host an IPv6 address in brackets
 * @param authorization what it is shown, as {@code Proxy-Authorization} has it; a secret
 */
public record ProxyServer(
    String variable, String scheme, String host, int port, Optional<String> authorization) {

  private static final ImmutableMap<String, Integer> PORTS =
      ImmutableMap.of("http", 80, "https", 443);

  /**
   * What is before the last {@code @} is the login. What was taken for a scheme is one, whatever
   * comes after it.
   */
  private static final Pattern URL =
      Pattern.compile(
          "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?+"
              + "(?:(?<login>[^/?#]*)@)?"
              + "(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])"
              + "(?::(?<port>[0-9]*))?"
              + "(?:[/?#].*)?");

  /**
   * Reads {@code [http[s]://][USER[:PASSWORD]@]HOST[:PORT]}, of which user and password are
   * percent-encoded. {@link IllegalArgumentException} says what is wrong with it, and nothing of
   * what it says, since that may be a password.
   *
   * @param variable where it is from
   */
  static ProxyServer parse(String variable, String value) {
    Matcher url = URL.matcher(value);
    if (!url.matches()) {
      throw new IllegalArgumentException(
          "$" + variable + " is not the URL of a proxy, such as http://proxy.example:3128");
    }
    String scheme = url.group("scheme") == null ? "http" : Ascii.toLowerCase(url.group("scheme"));
    if (!PORTS.containsKey(scheme)) {
      throw new IllegalArgumentException(
          "$%s names a proxy that speaks %s://; only http:// and https:// are spoken"
              .formatted(variable, scheme));
    }
    return new ProxyServer(
        variable,
        scheme,
        Ascii.toLowerCase(url.group("host")),
        port(variable, scheme, url.group("port")),
        Optional.ofNullable(url.group("login")).map(login -> basic(variable, login)));
  }

  private static int port(String variable, String scheme, String text) {
    if (text == null || text.isEmpty()) {
      return PORTS.get(scheme);
    }
    int port = text.length() > 5 ? 0 : Integer.parseInt(text);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "$" + variable + " names a proxy on a port that does not exist");
    }
    return port;
  }

  private static String basic(String variable, String login) {
    int colon = login.indexOf(':');
    String user = colon < 0 ? login : login.substring(0, colon);
    String password = colon < 0 ? "" : login.substring(colon + 1);
    byte[] both = (decoded(variable, user) + ":" + decoded(variable, password)).getBytes(UTF_8);
    return "Basic " + BaseEncoding.base64().encode(both);
  }

  /** Unlike in a form, a plus sign is one. */
  private static String decoded(String variable, String text) {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    byte[] encoded = text.getBytes(UTF_8);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] != '%') {
        decoded.write(encoded[i]);
        continue;
      }
      int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
      int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException(
            "$"
                + variable
                + " holds a login in which a % is not followed by two hexadecimal digits; write %25"
                + " for a percent sign");
      }
      decoded.write((high << 4) | low);
      i += 2;
    }
    return decoded.toString(UTF_8);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return scheme + "://" + host + ":" + port;
  }
}
