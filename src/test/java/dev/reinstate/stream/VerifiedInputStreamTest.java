package dev.reinstate.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.io.ByteStreams;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class VerifiedInputStreamTest {

  private static final String TEXT = "hello".repeat(5_000);
  private static final DescriptorDigest DIGEST = digest(TEXT);

  /** A way to come to the end of a stream. */
  interface Reading {
    void toTheEnd(InputStream in) throws IOException;
  }

  private record Hello(long size) implements VerifiedInputStream.Expected {

    @Override
    public DescriptorDigest digest() {
      return DIGEST;
    }

    @Override
    public IOException longer() {
      return new IOException("longer");
    }

    @Override
    public IOException shorter(long actual) {
      return new IOException("shorter: " + actual);
    }

    @Override
    public IOException other(DescriptorDigest actual) {
      return new IOException("other: " + actual);
    }
  }

  static Stream<Reading> readings() {
    return Stream.of(
        InputStream::readAllBytes,
        in -> {
          while (in.read() >= 0) {
            // Byte by byte.
          }
        },
        in -> {
          ByteStreams.skipFully(in, TEXT.length());
          assertEquals(-1, in.read());
        },
        in -> {
          in.skipNBytes(TEXT.length() / 2);
          in.transferTo(ByteStreams.nullOutputStream());
        });
  }

  @ParameterizedTest
  @MethodSource("readings")
  void theRightBytesComeToTheirEnd(Reading reading) throws IOException {
    reading.toTheEnd(stream(TEXT, TEXT.length()));
    reading.toTheEnd(stream(TEXT, Descriptor.UNKNOWN_SIZE));
  }

  @ParameterizedTest
  @MethodSource("readings")
  void otherBytesDoNot(Reading reading) {
    String other = TEXT.replaceFirst("e", "a");
    String complaint = "other: " + digest(other);
    assertComplaint(complaint, reading, stream(other, TEXT.length()));
    assertComplaint(complaint, reading, stream(other, Descriptor.UNKNOWN_SIZE));
  }

  @ParameterizedTest
  @MethodSource("readings")
  void norDoTooMany(Reading reading) {
    assertComplaint("longer", reading, stream(TEXT, TEXT.length() - 1));
  }

  @ParameterizedTest
  @MethodSource("readings")
  void norDoTooFew(Reading reading) {
    assertComplaint("shorter: " + TEXT.length(), reading, stream(TEXT, TEXT.length() + 1));
  }

  @Test
  void theEndMayBeReachedMoreThanOnce() throws IOException {
    InputStream in = stream(TEXT, TEXT.length());
    assertEquals(TEXT, new String(in.readAllBytes(), UTF_8));
    assertEquals(-1, in.read());
    assertEquals(0, in.skip(1));
    assertEquals(0, in.skip(-1));
  }

  @Test
  void nothingIsReadTwice() {
    assertFalse(stream(TEXT, TEXT.length()).markSupported());
  }

  private static void assertComplaint(String complaint, Reading reading, InputStream in) {
    IOException e = assertThrows(IOException.class, () -> reading.toTheEnd(in));
    assertEquals(complaint, e.getMessage());
  }

  private static InputStream stream(String text, long size) {
    return new VerifiedInputStream(new ByteArrayInputStream(text.getBytes(UTF_8)), new Hello(size));
  }

  private static DescriptorDigest digest(String text) {
    return Digests.of(text.getBytes(UTF_8));
  }
}
