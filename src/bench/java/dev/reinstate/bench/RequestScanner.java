package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.base.Splitter;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Finds the requests in one direction of an HTTP/1.1 connection as its bytes go by. What does not
 * begin like a request, such as a TLS hello, is passed over to its end.
 */
final class RequestScanner {

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    TRAILER,
    NOT_HTTP
  }

  private static final byte TLS_HANDSHAKE = 0x16;
  private static final int LINE_END = 2;

  private final Consumer<String> requests;
  private final LongConsumer bodies;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private State state = State.HEAD;
  private long left;

  /**
   * @param requests told of each request line once its head is complete
   * @param bodies told how many bytes of body are to follow
   */
  RequestScanner(Consumer<String> requests, LongConsumer bodies) {
    this.requests = requests;
    this.bodies = bodies;
  }

  void accept(byte[] bytes, int length) {
    int at = 0;
    while (at < length) {
      at +=
          switch (state) {
            case NOT_HTTP -> length - at;
            case BODY, CHUNK -> skip(length - at);
            case HEAD, CHUNK_SIZE, TRAILER -> collect(bytes[at]);
          };
    }
  }

  private int skip(int available) {
    int skipped = (int) Math.min(left, available);
    left -= skipped;
    if (left == 0) {
      state = state == State.BODY ? State.HEAD : State.CHUNK_SIZE;
    }
    return skipped;
  }

  /** Takes one byte of a line or head. */
  private int collect(byte next) {
    if (state == State.HEAD && pending.size() == 0 && next == TLS_HANDSHAKE) {
      state = State.NOT_HTTP;
      return 1;
    }
    pending.write(next);
    if (next == '\n') {
      String text = pending.toString(ISO_8859_1);
      switch (state) {
        case HEAD -> head(text);
        case CHUNK_SIZE -> chunk(text);
        default -> trailer(text);
      }
    }
    return 1;
  }

  private void head(String text) {
    if (!text.endsWith("\r\n\r\n")) {
      return;
    }
    pending.reset();
    List<String> lines = Splitter.on("\r\n").splitToList(text);
    requests.accept(lines.getFirst());
    left = Long.parseLong(header(lines, "content-length: ", "0"));
    bodies.accept(left);
    if (header(lines, "transfer-encoding: ", "").equalsIgnoreCase("chunked")) {
      state = State.CHUNK_SIZE;
    } else if (left > 0) {
      state = State.BODY;
    }
  }

  private void chunk(String line) {
    pending.reset();
    long size = Long.parseLong(line.split("[;\\r]", 2)[0].strip(), 16);
    bodies.accept(size);
    left = size + LINE_END;
    state = size == 0 ? State.TRAILER : State.CHUNK;
  }

  private void trailer(String line) {
    pending.reset();
    if (line.equals("\r\n")) {
      state = State.HEAD;
    }
  }

  private static String header(List<String> lines, String name, String otherwise) {
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElse(otherwise);
  }
}
