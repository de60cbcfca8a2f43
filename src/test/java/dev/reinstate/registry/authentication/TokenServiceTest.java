package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Intent;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the answers of a token service. */
final class TokenServiceTest {

  private static final URI REALM = URI.create("https://registry.example/token");

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"token\":\"a.b-c\"} | a.b-c",
        "{\"access_token\":\"b\"} | b",
        "{\"access_token\":\"b\",\"token\":\"a\"} | a",
        "{\"token\":null,\"access_token\":\"b\"} | b",
        "{\"token\":\"x\",\"token\":\"y\"} | y",
        "{\"x\":{\"token\":\"no\"},\"token\":\"a\",\"y\":[[{\"token\":\"no\"}]]} | a",
        "{\"token\":12} | 12",
        "{\"token\":\"\",\"access_token\":\"b\"} | b",
        "{\"token\":[\"a\"],\"access_token\":\"b\"} | b",
        "{\"token\":\"a\"} and more | a",
      })
  void tokenHasTwoNames(String answer, String expected) throws IOException {
    assertEquals(expected, fetch(answer).value());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "300, 300",
        "\"300\", 300",
        "300.9, 300",
        "null, 60",
        "\"soon\", 60",
        "[300], 60",
        "{\"s\":1}, 60",
        "0, 1",
        "-5, 1",
        "99999999999, 43200",
        "1e30, 43200",
      })
  void lifetimeIsAnythingThatSaysANumber(String json, long seconds) throws IOException {
    assertEquals(
        new TokenCache.Token("a", Duration.ofSeconds(seconds)),
        fetch("{\"expires_in\":" + json + ",\"token\":\"a\"}"));
  }

  @Test
  void lifetimeThatIsNotSaidIsAMinute() throws IOException {
    assertEquals(Duration.ofSeconds(60), fetch("{\"token\":\"a\"}").lifetime());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "{}",
        "[]",
        "[{\"token\":\"a\"}]",
        "\"token\"",
        "{\"token\":\"\",\"access_token\":\"\"}",
        "{\"token\":{\"token\":\"a\"}}",
        "{\"token\":\"a\\r\\nX-Evil: 1\"}",
        "{\"token\":\"a b\"}",
        "{\"token\":\"é\"}",
        "{\"token\":null,\"access_token\":null}",
      })
  void answerWithoutAUsableTokenIsRefused(String answer) {
    IOException e = assertThrows(IOException.class, () -> fetch(answer));
    assertEquals("the token service answered without a usable token", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{\"token\":\"a\"", "{\"token\":\"a\",}", "{token:\"a\"}"})
  void answerThatIsNoJsonIsRefused(String answer) {
    assertThrows(IOException.class, () -> fetch(answer));
  }

  @Test
  void lengthAndDepthAreBounded() {
    String rest = "{\"token\":\"a\",\"x\":\"" + "x".repeat(64 * 1024) + "\"}";
    IOException e = assertThrows(IOException.class, () -> fetch(rest));
    assertTrue(e.getMessage().contains("longer than 65536"), e.getMessage());
    assertThrows(IOException.class, () -> fetch("{\"token\":\"a\",\"x\":" + "[".repeat(30_000)));
  }

  @Test
  void whoWasRefusedIsSaidWithWhereItIsFrom() {
    HostCredential login = new HostCredential.Login("robot", "swordfish", "/home/prow/auth.json");
    String refused = assertThrows(IOException.class, () -> fetch(403, "{}", login)).getMessage();
    assertTrue(
        refused.endsWith(
            "asked as user 'robot' (from /home/prow/auth.json);"
                + " grant it repository:prod/pause:pull"),
        refused);
    HostCredential none = new HostCredential.Anonymous("no credential for it in /a, nor in /b");
    String unasked = assertThrows(IOException.class, () -> fetch(401, "{}", none)).getMessage();
    assertTrue(
        unasked.contains("asked as anonymous (no credential for it in /a, nor in /b);"), unasked);
  }

  private static TokenCache.Token fetch(String answer) throws IOException {
    return fetch(200, answer, new HostCredential.Anonymous(""));
  }

  private static TokenCache.Token fetch(int status, String answer, HostCredential credential)
      throws IOException {
    Exchange service =
        request ->
            new Response(
                request.uri(),
                status,
                ImmutableListMultimap.of(),
                new ByteArrayInputStream(answer.getBytes(UTF_8)),
                () -> {});
    ImmutableList<String> scopes = ImmutableList.of("repository:prod/pause:pull");
    Request asked =
        new Request(
            new Repository("registry.example", "prod/pause"),
            Optional.empty(),
            scopes,
            "GET",
            URI.create("https://registry.example/v2/prod/pause/tags/list"),
            ImmutableMap.of(),
            Optional.empty(),
            Intent.READ);
    return new TokenService(service, PlainHosts.LOOPBACK)
        .fetch(
            asked,
            new TokenCache.Key(
                "registry.example", Optional.empty(), credential, REALM, "service", scopes));
  }
}
