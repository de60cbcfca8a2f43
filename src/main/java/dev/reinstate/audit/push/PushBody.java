package dev.reinstate.audit.push;

import dev.reinstate.audit.http.HttpCall;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads the body of a push. */
public final class PushBody {

  /**
   * A message has at most 10 MB (https://cloud.google.com/pubsub/quotas), a third more in Base64.
   */
  public static final int LIMIT = 14 << 20;

  private PushBody() {}

  /** The whole of it; empty when it is too large, and then what is left of it is not read. */
  static Optional<byte[]> read(HttpCall call) throws IOException {
    if (call.declaredLength().orElse(0) > LIMIT) {
      return Optional.empty();
    }
    InputStream body = call.body();
    byte[] bytes = body.readNBytes(LIMIT + 1);
    return bytes.length > LIMIT ? Optional.empty() : Optional.of(bytes);
  }
}
