package dev.reinstate.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {

  /** The verdicts are those of golang.org/x/net/http/httpproxy v0.40.0. */
  @ParameterizedTest
  @CsvFileSource(resources = "proxy-verdicts.txt", delimiter = '|')
  void everyRequestGoesAsFromAProgramOfGo(String variables, String url, String verdict) {
    assertEquals(verdict, verdict(variables(variables), URI.create(url)));
  }

  private static ImmutableMap<String, String> variables(String text) {
    ImmutableMap.Builder<String, String> variables = ImmutableMap.builder();
    for (String variable : Splitter.on(" & ").split(text)) {
      int equals = variable.indexOf('=');
      variables.put(
          variable.substring(0, equals),
          CharMatcher.is('\'').trimFrom(variable.substring(equals + 1)).strip());
    }
    return variables.buildOrThrow();
  }

  private static String verdict(ImmutableMap<String, String> variables, URI url) {
    try {
      Optional<ProxyServer> proxy = ProxyRules.of(variables).find(url);
      return proxy.map(found -> found + login(found)).orElse("direct");
    } catch (HostFaultException e) {
      return "refused";
    }
  }

  private static String login(ProxyServer proxy) {
    return proxy
        .authorization()
        .map(
            basic ->
                " "
                    + new String(
                        Base64.getDecoder().decode(basic.substring("Basic ".length())), UTF_8))
        .orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS_PROXY, http://user:hunter2@, is not the URL of a proxy",
    "https_proxy, http://user:hunter2@/, is not the URL of a proxy",
    "HTTP_PROXY, //proxy.example:3128, is not the URL of a proxy",
    "HTTP_PROXY, :3128, is not the URL of a proxy",
    "HTTP_PROXY, http://user:hunter2@proxy example:3128, is not the URL of a proxy",
    "HTTP_PROXY, http://user:hunter2@proxy.example:port, is not the URL of a proxy",
    "HTTP_PROXY, http://user:hunter2@proxy.example:65536, a port that does not exist",
    "HTTP_PROXY, http://user:hunter2@proxy.example:0, a port that does not exist",
    "HTTPS_PROXY, socks5://user:hunter2@proxy.example, speaks socks5://; only http:// and https://",
    "HTTPS_PROXY, ftp://user:hunter2@proxy.example, speaks ftp://",
    "HTTPS_PROXY, http://user:hunter2%zz@proxy.example, write %25 for a percent sign",
    "HTTPS_PROXY, http://user:hunter2%4@proxy.example, write %25 for a percent sign",
  })
  void whatIsNoProxyIsSaidWithItsVariableAndWithoutItsPassword(
      String variable, String value, String said) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> ProxyRules.of(ImmutableMap.of(variable, value)));
    assertTrue(refusal.getMessage().startsWith("$" + variable + " "), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(said), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("hunter2"), refusal.getMessage());
  }

  @Test
  void bothThatAreNoneAreSaid() {
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> ProxyRules.of(ImmutableMap.of("HTTPS_PROXY", "http://", "HTTP_PROXY", "a b")))
            .getMessage();
    assertTrue(said.contains("$HTTPS_PROXY is not") && said.contains("$HTTP_PROXY is not"), said);
  }

  @Test
  void theLoginIsNotShown() throws HostFaultException {
    ProxyRules rules =
        ProxyRules.of(ImmutableMap.of("HTTPS_PROXY", "http://user:hunter2@proxy.example:3128"));
    assertEquals(
        "Optional[http://proxy.example:3128]",
        rules.find(URI.create("https://us.gcr.io/")).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"NO_PROXY", "ALL_PROXY", "REQUEST_METHOD"})
  void withoutAProxyThereIsNothingToLookAt(String variable) {
    assertTrue(ProxyRules.of(ImmutableMap.of(variable, "x")).areNone());
  }
}
