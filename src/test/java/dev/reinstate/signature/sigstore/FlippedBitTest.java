package dev.reinstate.signature.sigstore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSet;
import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Bytes;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SignatureVerifier.Verdict;
import dev.reinstate.signature.SignedContent;
import dev.sigstore.proto.bundle.v1.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One wrong bit anywhere, and nobody signed. */
final class FlippedBitTest {

  private static final Pattern VALUE =
      Pattern.compile("\"(\\w+)\" ?: ?\"((?:[^\"\\\\]++|\\\\.)*+)\"");

  /**
   * A key is told which one it is. Of a timestamp's wrapping not all is signed, so that it has a
   * test of its own.
   */
  private static final ImmutableSet<String> APART = ImmutableSet.of("hint", "signedTimestamp");

  /** The content type of what a timestamp says, which follows. Source: RFC 3161, section 2.4.2. */
  private static final byte[] TST_INFO = BaseEncoding.base16().decode("060B2A864886F70D0109100104");

  @Test
  void inThePayload() throws IOException {
    SignedContent.SimpleSigning right = Vectors.pause();
    assertAllWrong(
        right.payload(),
        3,
        wrong -> new SignedContent.SimpleSigning(wrong, right.signature(), right.proofs()));
  }

  @Test
  void inTheSignature() throws IOException {
    SignedContent.SimpleSigning right = Vectors.pause();
    assertAllWrong(
        Base64.getDecoder().decode(right.signature()),
        1,
        wrong ->
            new SignedContent.SimpleSigning(
                right.payload(), Base64.getEncoder().encodeToString(wrong), right.proofs()));
  }

  @Test
  void inTheCertificate() throws IOException {
    SignedContent.SimpleSigning right = Vectors.pause();
    byte[] der =
        Base64.getMimeDecoder()
            .decode(right.proofs().certificate().orElseThrow().replaceAll("-----[^-]*-----", ""));
    assertAllWrong(
        der,
        5,
        wrong ->
            new SignedContent.SimpleSigning(
                right.payload(),
                right.signature(),
                new SignedContent.Proofs(
                    Optional.of(pem(wrong)),
                    right.proofs().chain(),
                    right.proofs().logEntry(),
                    Optional.empty())));
  }

  @Test
  void inTheLogEntry() throws IOException {
    SignedContent.SimpleSigning right = Vectors.pause();
    assertAllWrong(
        right.proofs().logEntry().orElseThrow().strip().getBytes(UTF_8),
        11,
        wrong ->
            new SignedContent.SimpleSigning(
                right.payload(),
                right.signature(),
                new SignedContent.Proofs(
                    right.proofs().certificate(),
                    right.proofs().chain(),
                    Optional.of(new String(wrong, ISO_8859_1)),
                    Optional.empty())));
  }

  /** In what the bundle says, as far as it says another thing then. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "happy-path-v0.1",
        "happy-path-v0.3",
        "happy-path-intoto-in-dsse-v3",
        "intoto-with-custom-trust-root",
        "managed-key-happy-path",
        "rekor2-happy-path",
        "rekor2-dsse-happy-path"
      })
  void inABundle(String name) throws Exception {
    ConformanceTest.Vector vector = ConformanceTest.vector(name);
    String right = Files.readString(vector.bundle());
    Bundle said = read(right);
    SignatureVerifier verifier = Vectors.verifier(vector.root(), vector.signer());
    int wrong = 0;
    for (Matcher value = VALUE.matcher(right); value.find(); ) {
      int step = Math.max(1, (value.end(2) - value.start(2)) / 25);
      for (int at = value.start(2); at < value.end(2); at += step) {
        char[] flipped = right.toCharArray();
        flipped[at] ^= (char) (1 << at % 7);
        String text = new String(flipped);
        if (APART.contains(value.group(1))
            || says(text, said)
            || (value.group(1).equals("envelope")
                && isOfWitness(value.group(2), at - value.start(2)))) {
          continue;
        }
        Verdict verdict =
            verifier.verify(
                new SignedContent.SigstoreBundle(text.getBytes(UTF_8)),
                vector.image(),
                vector.signer());
        assertInstanceOf(
            Verdict.Invalid.class, verdict, value.group(1) + " at " + (at - value.start(2)));
        wrong++;
      }
    }
    assertTrue(wrong > 100, "only " + wrong);
  }

  @Test
  void inWhatATimestampSaysAndInItsSignature() throws Exception {
    ConformanceTest.Vector vector = ConformanceTest.vector("rekor2-happy-path");
    String json = Files.readString(vector.bundle());
    Matcher value = Pattern.compile("\"signedTimestamp\" ?: ?\"([^\"]+)\"").matcher(json);
    assertTrue(value.find());
    byte[] right = Base64.getDecoder().decode(value.group(1));
    int says = Bytes.indexOf(right, TST_INFO) + TST_INFO.length;
    SignatureVerifier verifier = Vectors.verifier(vector.root(), vector.signer());
    for (int at : IntStream.concat(range(says, 90), range(right.length - 60, 60)).toArray()) {
      byte[] wrong = Arrays.copyOf(right, right.length);
      wrong[at] ^= (byte) (1 << at % 8);
      String text = json.replace(value.group(1), Base64.getEncoder().encodeToString(wrong));
      assertInstanceOf(
          Verdict.Invalid.class,
          verifier.verify(
              new SignedContent.SigstoreBundle(text.getBytes(UTF_8)),
              vector.image(),
              vector.signer()),
          "at " + at);
    }
  }

  private static IntStream range(int start, int length) {
    return IntStream.range(start, start + length);
  }

  /** What follows a log's own signature of its checkpoint is of nobody that a trusted root knows. */
  private static boolean isOfWitness(String checkpoint, int at) {
    String log = checkpoint.substring(0, checkpoint.indexOf("\\n")).replaceFirst(" - .*", "");
    return at >= checkpoint.indexOf("\\n", checkpoint.indexOf(" " + log + " "));
  }

  private static boolean says(String json, Bundle right) {
    try {
      return read(json).equals(right);
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private static Bundle read(String json) throws InvalidProtocolBufferException {
    Bundle.Builder bundle = Bundle.newBuilder();
    JsonFormat.parser().ignoringUnknownFields().merge(json, bundle);
    return bundle.build();
  }

  private static void assertAllWrong(
      byte[] right, int step, Function<byte[], SignedContent> content) throws IOException {
    SignatureVerifier verifier = Vectors.verifier(Vectors.PUBLIC_ROOT, Vectors.KREL);
    assertEquals(
        new Verdict.Valid(Optional.empty()), verdict(verifier, content.apply(right.clone())));
    for (int at = 0; at < right.length; at += step) {
      byte[] wrong = Arrays.copyOf(right, right.length);
      wrong[at] ^= (byte) (1 << at % 8);
      assertInstanceOf(Verdict.Invalid.class, verdict(verifier, content.apply(wrong)), "at " + at);
    }
  }

  private static Verdict verdict(SignatureVerifier verifier, SignedContent content) {
    return verifier.verify(content, Vectors.image(Vectors.PAUSE), Vectors.KREL);
  }

  private static String pem(byte[] der) {
    return "-----BEGIN CERTIFICATE-----\n"
        + BaseEncoding.base64().withSeparator("\n", 64).encode(der)
        + "\n-----END CERTIFICATE-----\n";
  }
}
