package dev.reinstate.registry.wire;

import dev.reinstate.registry.address.PermanentException;
import java.io.IOException;

/** Decides whether a write may still leave. */
public interface Fence {

  /** Lets everything pass. */
  Fence OPEN = () -> {};

  /** Throws when nothing may be written any more. Any thread may call it, right before a write. */
  void check() throws IOException;

  /**
   * What keeps writes back once the fence is shut. It stands behind pauses and retries, which may
   * take many minutes: what counts is the moment in which a request leaves. Whatever is read still
   * may, and with it the tokens that reading takes, by whatever method.
   */
  default Exchange before(Exchange next) {
    return request -> {
      if (request.intent() instanceof Intent.Write) {
        try {
          check();
        } catch (IOException e) {
          throw new PermanentException(e.getMessage(), e);
        }
      }
      return next.send(request);
    };
  }
}
