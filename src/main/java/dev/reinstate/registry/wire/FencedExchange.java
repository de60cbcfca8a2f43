package dev.reinstate.registry.wire;

import dev.reinstate.registry.address.PermanentException;
import java.io.IOException;

/**
 * Keeps writes back once the fence is shut. It stands behind pauses and retries, which may take
 * many minutes: what counts is the moment in which a request leaves. Whatever is read still may,
 * and with it the tokens that reading takes, by whatever method.
 */
public final class FencedExchange implements Exchange {

  private final Exchange next;
  private final Fence fence;

  public FencedExchange(Exchange next, Fence fence) {
    this.next = next;
    this.fence = fence;
  }

  @Override
  public Response send(Request request) throws IOException {
    if (request.intent() instanceof Intent.Write) {
      check();
    }
    return next.send(request);
  }

  private void check() throws PermanentException {
    try {
      fence.check();
    } catch (IOException e) {
      throw new PermanentException(e.getMessage(), e);
    }
  }
}
