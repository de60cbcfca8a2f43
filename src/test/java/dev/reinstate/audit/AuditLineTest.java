package dev.reinstate.audit;

import static dev.reinstate.audit.AuditScene.PROD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.CharMatcher;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLineTest {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final SampleImages samples = new SampleImages(5);
  private final SampleImage image = samples.oci(10);
  private final SampleImage other = samples.oci(11);
  private final AuditScene scene = new AuditScene().list(PROD, image, "1.0");
  private final AuditLine lines = new AuditLine("7f1");

  @Test
  void whatIsVerifiedInforms() throws IOException {
    assertEquals(
        """
        {"severity":"INFO",\
        "message":"(7f1) TRANSACTION VERIFIED: {Action: \\"INSERT\\", FQIN: \\"%1$s@%2$s\\", \
        PQIN: \\"%1$s:1.0\\", Path: \\"%1$s\\", Digest: \\"%2$s\\", Tag: \\"1.0\\"}: \
        agrees with manifest",\
        "time":"2026-11-23T02:00:00Z",\
        "logging.googleapis.com/insertId":"1",\
        "logging.googleapis.com/labels":{"repository":"%1$s","digest":"%2$s","tag":"1.0",\
        "verdict":"verified","commit":"c0ffee"}}"""
            .formatted(PROD, image.digest()),
        lines.of(scene.inserted(PROD, image, "1.0")));
  }

  @Test
  void whatIsRejectedIsAnErrorWithItsCure() throws IOException {
    assertEquals(
        """
        {"severity":"ERROR",\
        "message":"(7f1) TRANSACTION REJECTED: {Action: \\"INSERT\\", FQIN: \\"%1$s@%3$s\\", \
        PQIN: \\"%1$s:1.0\\", Path: \\"%1$s\\", Digest: \\"%3$s\\", Tag: \\"1.0\\"}: \
        could not validate: tag '1.0' moved from %2$s to %3$s",\
        "time":"2026-11-23T02:00:00Z",\
        "logging.googleapis.com/insertId":"1",\
        "logging.googleapis.com/labels":{"repository":"%1$s","digest":"%3$s","tag":"1.0",\
        "verdict":"rejected","reason":"tag-moved","commit":"c0ffee"},\
        "cure":"reinstate reconcile --thin-manifest-dir=k8s.gcr.io --include=%1$s --confirm",\
        "@type":"type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.\
        ReportedErrorEvent",\
        "serviceContext":{"service":"cip-auditor"}}"""
            .formatted(PROD, image.digest(), other.digest()),
        lines.of(scene.inserted(PROD, other, "1.0")));
  }

  @Test
  void theSameFaultAgainIsAWarningThatNobodyReports() throws IOException {
    JsonNode first = line(scene.inserted(PROD, other, "1.0"));
    JsonNode second = line(scene.inserted(PROD, other, "1.0"));
    assertEquals("ERROR", first.path("severity").asText());
    assertFalse(first.has("repeat"));
    assertEquals("WARNING", second.path("severity").asText());
    assertEquals(1, second.path("repeat").asInt());
    assertFalse(second.has("@type") || second.has("serviceContext"), second::toString);
    assertEquals(first.get("message"), second.get("message"));
    assertEquals(first.get("cure"), second.get("cure"));
  }

  @Test
  void whatIsNotedIsNoAlarm() throws IOException {
    JsonNode line = line(scene.deleted(PROD, "old"));
    assertEquals("NOTICE", line.path("severity").asText());
    assertEquals(
        "(7f1) TRANSACTION NOTED: {Action: \"DELETE\", FQIN: \"\", PQIN: \"%1$s:old\", Path: \"%1$s\", Digest: \"\", Tag: \"old\"}: deleted, and no manifest wants it"
            .formatted(PROD),
        line.path("message").asText());
    assertFalse(line.has("@type") || line.has("cure"), line::toString);
  }

  @Test
  void aDeletionIsProhibitedInTheOldWords() throws IOException {
    String message = line(scene.deleted(PROD, "1.0")).path("message").asText();
    assertTrue(
        message.startsWith("(7f1) TRANSACTION REJECTED: validation failure: {Action: \"DELETE\", "),
        message);
    assertTrue(message.contains("}: deletions are prohibited: "), message);
  }

  @Test
  void anImageThatNobodyKnowsCouldNotBeValidated() throws IOException {
    String message = line(scene.inserted(PROD, other)).path("message").asText();
    assertTrue(message.startsWith("(7f1) TRANSACTION REJECTED: {Action: \"INSERT\", "), message);
    assertTrue(message.contains("}: could not validate: unknown image: "), message);
  }

  @Test
  void aTraceIsPassedOn() throws IOException {
    Delivery delivery =
        new Delivery(
            "9",
            scene.now,
            AuditScene.insert(PROD, image).getBytes(UTF_8),
            Optional.of("projects/p/traces/0af7651916cd43dd8448eb211c80319c"));
    assertEquals(
        "projects/p/traces/0af7651916cd43dd8448eb211c80319c",
        line(scene.auditor().handle(delivery)).path("logging.googleapis.com/trace").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\r\nb",
        "a\u0085b",
        "a\u2028b\u2029c",
        "a\u0000b",
        "\ud800",
        "\"}\n{\"x\":\"",
        "\\n",
        "\u202e",
        "\ud83d\ude00"
      })
  void hostileTextStaysOnOneLine(String text) throws IOException {
    String escaped = JSON.writeValueAsString(text);
    for (String data :
        new String[] {
          "{\"action\":" + escaped + ",\"tag\":\"r/a:b\"}",
          "{\"action\":\"INSERT\",\"digest\":" + escaped + "}",
          "{\"action\":\"DELETE\",\"tag\":" + escaped + "}",
          escaped,
          text
        }) {
      Delivery hostile = new Delivery(text, scene.now, data.getBytes(UTF_8), Optional.of(text));
      String line = new AuditLine(text).of(scene.auditor().handle(hostile));
      assertTrue(CharMatcher.inRange(' ', '~').matchesAllOf(line), line);
      CharMatcher ends = CharMatcher.javaIsoControl().or(CharMatcher.anyOf("\u2028\u2029"));
      assertTrue(ends.matchesNoneOf(JSON.readTree(line).path("message").asText()), line);
    }
  }

  @Test
  void endlessTextIsCutAndSaysSo() throws IOException {
    String endless = "x".repeat(1_000_000);
    Delivery hostile =
        new Delivery(
            endless,
            scene.now,
            "{\"action\":\"DELETE\",\"tag\":\"r/a:%s\"}".formatted(endless).getBytes(UTF_8),
            Optional.of(endless));
    String line = lines.of(scene.auditor().handle(hostile));
    assertTrue(line.length() < 30_000, () -> "it has " + line.length() + " characters");
    JsonNode json = JSON.readTree(line);
    assertTrue(json.path("message").asText().contains("(cut, 1,000,004 characters)"), line);
    assertTrue(
        json.path("logging.googleapis.com/insertId")
            .asText()
            .endsWith("(cut, 1,000,000 characters)"),
        line);
  }

  private JsonNode line(AuditRecord judged) throws IOException {
    return JSON.readTree(lines.of(judged));
  }
}
