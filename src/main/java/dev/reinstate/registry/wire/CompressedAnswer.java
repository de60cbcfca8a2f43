package dev.reinstate.registry.wire;

import com.google.common.collect.ImmutableMap;
import com.google.common.net.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Answers that may come compressed: long lists, which shrink to a sixth. Nothing that has a digest
 * is ever asked for so, since its bytes are wanted as they are.
 */
public final class CompressedAnswer {

  private static final int PIECE = 8 * 1024;

  /**
   * What a request for one says. Google wants it in both places:
   * https://developers.google.com/drive/api/guides/performance#gzip
   */
  public static final ImmutableMap<String, String> HEADERS =
      ImmutableMap.of(
          HttpHeaders.ACCEPT_ENCODING, "gzip", HttpHeaders.USER_AGENT, "reinstate (gzip)");

  private CompressedAnswer() {}

  /**
   * The body as it was before anybody compressed it, of an answer or a refusal.
   *
   * @param limit in bytes, of either form: one may be without end while the other is short
   */
  public static InputStream body(Response response, long limit) throws IOException {
    InputStream sent = new BoundedInputStream(response.body(), limit);
    String encoding = response.header(HttpHeaders.CONTENT_ENCODING).orElse("");
    return encoding.toLowerCase(Locale.ROOT).equals("gzip")
        ? new BoundedInputStream(new GZIPInputStream(sent, PIECE), limit)
        : sent;
  }
}
