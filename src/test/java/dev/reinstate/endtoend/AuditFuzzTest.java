package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reinstate.audit.Pushes;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever comes over HTTP is answered 204, so that it does not come again, with one line. */
final class AuditFuzzTest {

  private static final SampleImage APP = new SampleImages(81).oci(100);

  private static Path directory;
  private static World world;
  private static RunningAuditor auditor;
  private static int lines;

  @BeforeContainer
  static void start() throws IOException {
    directory = Files.createTempDirectory("audit-fuzz");
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.manifest("staging.example/team", "us.example/prod").promote("app", APP.digest(), "v1");
    world.put("us.example/prod/app", APP, "v1");
    world.registry("staging.example");
    auditor = world.audit();
  }

  @AfterContainer
  static void stop() throws IOException {
    auditor.close();
    world.close();
  }

  @Property(tries = 300)
  void anyBytes(@ForAll byte[] body) {
    assertOneLine(body);
  }

  @Property(tries = 300)
  void anyDataInAnEnvelope(@ForAll byte[] data, @ForAll("ids") String id) {
    assertOneLine(
        "{\"message\": {\"data\": \"%s\", \"messageId\": \"%s\"}}"
            .formatted(Base64.getEncoder().encodeToString(data), id)
            .getBytes(UTF_8));
  }

  @Property(tries = 600)
  void almostAnEvent(@ForAll("events") String event) {
    assertOneLine(Pushes.envelope(nextId(), event).getBytes(UTF_8));
  }

  @Property(tries = 300)
  void almostAnEnvelope(@ForAll("events") String event, @ForAll("changes") Change change) {
    assertOneLine(change.of(Pushes.envelope(nextId(), event)).getBytes(ISO_8859_1));
  }

  /** What somebody did to a text. */
  record Change(int at, int length, String put) {

    String of(String text) {
      int from = at % text.length();
      int to = Math.min(text.length(), from + length);
      return text.substring(0, from) + put + text.substring(to);
    }
  }

  @Provide
  Arbitrary<Change> changes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2000),
            Arbitraries.integers().between(0, 40),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(10))
        .as(Change::new);
  }

  @Provide
  Arbitrary<String> ids() {
    return Arbitraries.strings()
        .alpha()
        .numeric()
        .ofMinLength(1)
        .ofMaxLength(200)
        .map(id -> nextId() + "-" + id);
  }

  @Provide
  Arbitrary<String> events() {
    Arbitrary<String> reference =
        Arbitraries.of(
            "us.example/prod/app:v1",
            "us.example/prod/app:v2",
            "us.example/prod/app@" + APP.digest(),
            "us.example/prod/app@sha256:" + "0".repeat(64),
            "localhost:5000/deep/er/app:v1",
            "US.example//app:",
            "@sha256:",
            "us.example/prod/app@sha512:" + "0".repeat(128),
            "",
            "/",
            ":",
            "a/b:c@d",
            "\\u0000\\u2028\\ud800",
            "x".repeat(5_000));
    Arbitrary<String> value =
        Arbitraries.oneOf(
            reference.map(text -> "\"" + text + "\""),
            Arbitraries.of("null", "1", "[]", "{}", "true", "1e999"));
    Arbitrary<String> action =
        Arbitraries.of("\"INSERT\"", "\"DELETE\"", "\"insert\"", "\"\"", "null", "7");
    return Combinators.combine(action, value, value)
        .as(
            (what, digest, tag) ->
                "{\"action\": %s, \"digest\": %s, \"tag\": %s}".formatted(what, digest, tag));
  }

  private static int ids;

  private static String nextId() {
    return "id" + ++ids;
  }

  private static void assertOneLine(byte[] body) {
    assertEquals(204, auditor.client().post(body));
    lines++;
    assertEquals(lines, auditor.lineCount());
    JsonNode line = auditor.lastLine();
    assertEquals(true, line.get("message").asText().contains(") TRANSACTION "), line.toString());
  }
}
