package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests are found whatever the pieces in which their bytes arrive. */
final class RequestScannerTest {

  private static final String REQUESTS =
      "GET /v2/ HTTP/1.1\r\nHost: a\r\n\r\n"
          + "PUT /v2/a/manifests/b HTTP/1.1\r\nContent-Length: 23\r\n\r\nGET / HTTP/1.1\r\n\r\n12345"
          + "PATCH /v2/a HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n"
          + "5;x=y\r\nHEAD \r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n"
          + "POST /v2/a HTTP/1.1\r\nContent-Length: 0\r\n\r\n";

  private final List<String> methods = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final RequestScanner scanner =
      new RequestScanner(
          line -> methods.add(line.substring(0, line.indexOf(' '))), bytes::addAndGet);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 50, 10_000})
  void countsMethodsAndBytesOfBodies(int piece) {
    feed(REQUESTS, piece);
    assertEquals(List.of("GET", "PUT", "PATCH", "POST"), methods);
    assertEquals(23 + 5 + 10, bytes.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10_000})
  void passesOverWhatIsNotHttp(int piece) {
    feed("\u0016\u0003\u0001GET / HTTP/1.1\r\n\r\n", piece);
    assertEquals(List.of(), methods);
  }

  private void feed(String text, int piece) {
    for (int from = 0; from < text.length(); from += piece) {
      byte[] part =
          text.substring(from, Math.min(text.length(), from + piece)).getBytes(ISO_8859_1);
      scanner.accept(part, part.length);
    }
  }
}
