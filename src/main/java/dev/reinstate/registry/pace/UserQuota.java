package dev.reinstate.registry.pace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reinstate.registry.wire.CompressedAnswer;
import dev.reinstate.registry.wire.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Whether a host refuses a request because the user has had too many, of all hosts together, and
 * not because the host has: Artifact Registry names the metric in words. Where there are none, as
 * in the answer to a HEAD, it is taken for the user's quota, which is a twelfth of a region's.
 *
 * <p>Source of the words: https://github.com/kubernetes/registry.k8s.io/issues/153
 */
final class UserQuota {

  private static final String METRIC = "Requests per project per user";

  private UserQuota() {}

  /** The same response with its body in memory, as much of it as came. */
  static Response kept(Response refusal) {
    try {
      return refusal.detached();
    } catch (IOException e) {
      // The status is worth more than the rest of a broken body.
      return new Response(
          refusal.uri(),
          refusal.status(),
          refusal.headers(),
          InputStream.nullInputStream(),
          () -> {});
    }
  }

  /**
   * Whether it is named, or nothing is.
   *
   * @param kept a refusal with its body in memory, which can be read again afterwards
   */
  static boolean isMeant(Response kept) {
    if (!(kept.body() instanceof ByteArrayInputStream body)) {
      return false;
    }
    try {
      byte[] said =
          CompressedAnswer.body(kept, Response.ERROR_BYTES).readNBytes(Response.ERROR_BYTES);
      return said.length == 0 || new String(said, UTF_8).contains(METRIC);
    } catch (IOException e) {
      return false;
    } finally {
      body.reset();
    }
  }
}
