package dev.reinstate.audit;

import static dev.reinstate.audit.AuditScene.PROD;
import static dev.reinstate.audit.AuditScene.STAGING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import dev.reinstate.audit.rules.Verdict;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever is published: one line, and never an exception unless a registry fails. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE, tries = 1000)
class AuditorFuzzTest {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final SampleImages SAMPLES = new SampleImages(8);
  private static final SampleImage LISTED = SAMPLES.oci(10);
  private static final SampleImage INDEX = SAMPLES.ociIndex(SAMPLES.oci(11));
  private static final SampleImage UNLISTED = SAMPLES.oci(12);

  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
  }

  /** What registries publish, with some of its words replaced or broken off. */
  @Provide
  Arbitrary<byte[]> messages() {
    Arbitrary<String> strange = Arbitraries.strings().ofMaxLength(20);
    Arbitrary<String> digest =
        Arbitraries.of(LISTED, INDEX, UNLISTED, INDEX.children().getFirst())
            .map(image -> image.digest().toString());
    Arbitrary<String> action = Arbitraries.of("INSERT", "DELETE", "insert", "");
    Arbitrary<String> repository =
        Arbitraries.of(
            PROD, STAGING, "localhost:5000/a", "r/a@b", "a", "r/" + "a/".repeat(90) + "a");
    Arbitrary<String> tag =
        Arbitraries.of("1.0", "x", LISTED.signatureTag(), "sha256-x.sig", "a:b", "t".repeat(200));
    return Combinators.combine(
            or(action, strange), repository, or(digest, strange), or(tag, strange), cuts())
        .as(AuditorFuzzTest::message);
  }

  private static Arbitrary<String> or(Arbitrary<String> usual, Arbitrary<String> strange) {
    return Arbitraries.frequencyOf(Tuple.of(9, usual), Tuple.of(1, strange));
  }

  private static Arbitrary<Integer> cuts() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.just(Integer.MAX_VALUE)),
        Tuple.of(1, Arbitraries.integers().between(0, 300)));
  }

  private static byte[] message(
      String action, String repository, String digest, String tag, int length) {
    String data =
        JSON.createObjectNode()
            .put("action", action)
            .put("digest", repository + "@" + digest)
            .put("tag", repository + ":" + tag)
            .toString();
    return data.substring(0, Math.min(length, data.length())).getBytes(UTF_8);
  }

  @Property
  void anyBytesAreOneLine(@ForAll("bytes") byte[] data) throws IOException {
    assertOneLine(scene(), data);
  }

  @Property
  void anyMessageIsOneLine(@ForAll("messages") byte[] data) throws IOException {
    assertOneLine(scene(), data);
  }

  @Property
  void onlyAFailingRegistryKeepsAMessageFromBeingJudged(@ForAll("messages") byte[] data)
      throws IOException {
    AuditScene failing = scene();
    List.of(PROD, STAGING).forEach(failing.registries::breakDown);
    try {
      assertOneLine(failing, data);
    } catch (IOException e) {
      assertTrue(e.getMessage().startsWith("500 INTERNAL"), e::toString);
      assertOneLine(scene(), data);
    }
  }

  private static AuditScene scene() {
    AuditScene scene = new AuditScene().list(PROD, LISTED, "1.0").list(PROD, INDEX);
    ImmutableList.of(LISTED, INDEX, UNLISTED).forEach(image -> scene.registries.put(PROD, image));
    return scene;
  }

  private static void assertOneLine(AuditScene scene, byte[] data) throws IOException {
    AuditRecord judged = scene.auditor().handle(scene.delivery(data));
    String line = new AuditLine("id").of(judged);
    assertTrue(CharMatcher.inRange(' ', '~').matchesAllOf(line), line);
    JsonNode json = JSON.readTree(line);
    String message = json.path("message").asText();
    assertTrue(message.startsWith("(id) TRANSACTION "), message);
    assertEquals(
        judged.verdict().word(),
        json.path("logging.googleapis.com/labels").path("verdict").asText());
    boolean rejected = judged.verdict() instanceof Verdict.Rejected;
    assertEquals(rejected, message.startsWith("(id) TRANSACTION REJECTED: "), message);
    assertEquals(rejected, json.has("@type"), line);
    assertEquals(rejected, json.has("cure"), line);
  }
}
