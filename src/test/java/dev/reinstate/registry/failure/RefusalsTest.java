package dev.reinstate.registry.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RefusalsTest {

  @Test
  void errorsKeepTheirOrderAndWhatIsUnknownIsPassedOver() throws IOException {
    assertEquals(
        ImmutableList.of(
            new RegistryError("DENIED", "no access", "{\"a\":[1,{\"b\":null}]}"),
            new RegistryError("NAME_UNKNOWN", "", "")),
        read(
            """
            {"x": {"errors": [{"code": "NO"}]},
             "errors": [{"detail": {"a": [1, {"b": null}]}, "message": "no access", "code": "DENIED"},
                        {"more": [[{"code": "NO"}]], "code": "NAME_UNKNOWN"}],
             "y": [1, [2]]}
            """));
  }

  @Test
  void googlesErrorHasAStatus() throws IOException {
    assertEquals(
        ImmutableList.of(new RegistryError("PERMISSION_DENIED", "no", "")),
        read(
            """
            {"error": {"code": 403, "details": [{"status": "X"}], "message": "no",
                       "status": "PERMISSION_DENIED"}}
            """));
  }

  @Test
  void googlesErrorComesAfterTheRegistrys() throws IOException {
    assertEquals(
        ImmutableList.of(new RegistryError("A", "", ""), new RegistryError("B", "", "")),
        read("{\"error\":{\"status\":\"B\"},\"errors\":[{\"code\":\"A\"}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{ \"b\" : 1 , \"a\" : [ ] } | {\"b\":1,\"a\":[]}",
        "[1, 2.50, 1e3, -7, 99999999999999999999] | [1,2.5,1000.0,-7,99999999999999999999]",
        "\"a\\u0062\\n\\u0001\\\"/<\\u20ac\" | \"ab\\n\\u0001\\\"/<€\"",
        "null | null",
        "true | true",
        "7 | 7",
        "\"\" | \"\"",
      })
  void detailIsKeptAsJsonText(String detail, String expected) throws IOException {
    assertEquals(
        ImmutableList.of(new RegistryError("X", "", expected)),
        read("{\"errors\":[{\"code\":\"X\",\"detail\":" + detail + "}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"404, 404", "1.50, 1.5", "true, true", "[\"X\"], ``", "{\"X\":1}, ``", "\"\", ``"})
  void codesAndMessagesAreAnyScalarAsText(String json, String expected) throws IOException {
    assertEquals(
        ImmutableList.of(
            new RegistryError(expected, expected, ""), new RegistryError(expected, expected, "")),
        read(
            "{\"errors\":[{\"code\":%1$s,\"message\":%1$s}],\"error\":{\"status\":%1$s,\"message\":%1$s}}"
                .formatted(json)));
  }

  @Test
  void whatIsNotPrintableIsReplacedAndWhatIsLongIsCut() throws IOException {
    RegistryError error =
        read("{\"errors\":[{\"code\":\"a\\u001bb\\nc\",\"message\":\"%s\"}]}"
                .formatted("x".repeat(400)))
            .get(0);
    assertEquals("a b c", error.code());
    assertEquals("x".repeat(299) + "…", error.message());
  }

  @Test
  void ofTwoMembersOfOneNameTheLaterCounts() throws IOException {
    assertEquals(
        ImmutableList.of(new RegistryError("B", "", "{\"a\":2}"), new RegistryError("S", "", "")),
        read(
            """
            {"errors": [{"code": "NO"}], "error": {"status": "NO"},
             "errors": [{"code": "A", "detail": 1, "code": "B", "detail": {"a": 1, "a": 2}}],
             "error": {"status": "R", "status": "S"}}
            """));
  }

  @Test
  void anEntryThatIsNoObjectSaysNothing() throws IOException {
    RegistryError nothing = new RegistryError("", "", "");
    assertEquals(
        ImmutableList.of(nothing, nothing, nothing), read("{\"errors\":[null,\"DENIED\",[{}]]}"));
    assertEquals(
        ImmutableList.of(new RegistryError("A", "", "")),
        read("{\"errors\":{\"first\":{\"code\":\"A\"}}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "7",
        "\"errors\"",
        "[{\"code\":\"A\"}]",
        "{}",
        "{\"errors\":null}",
        "{\"errors\":[]}",
        "{\"errors\":\"A\"}",
        "{\"error\":null}",
        "{\"error\":\"A\"}",
        "{\"error\":{\"code\":403}}",
        "{\"error\":[{\"status\":\"A\"}]}",
      })
  void whatIsNoSuchDocumentHasNone(String body) throws IOException {
    assertEquals(ImmutableList.of(), read(body));
  }

  @Test
  void whatFollowsTheDocumentIsNotRead() throws IOException {
    assertEquals(
        ImmutableList.of(new RegistryError("A", "", "")),
        read("{\"errors\":[{\"code\":\"A\"}]}\n<html>"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<html>", "{\"errors\":[", "{\"errors\":[{\"code\":\"A\"}]", "{errors:[]}"})
  void whatIsNoJsonIsRefused(String body) {
    assertThrows(IOException.class, () -> read(body));
  }

  @Test
  void depthIsBounded() throws IOException {
    assertEquals(ImmutableList.of(), read(nested(63)));
    assertThrows(IOException.class, () -> read(nested(64)));
    assertThrows(IOException.class, () -> read(nested(30_000)));
  }

  private static String nested(int depth) {
    return "{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
  }

  private static ImmutableList<RegistryError> read(String body) throws IOException {
    return Refusals.errors(body.getBytes(UTF_8));
  }
}
