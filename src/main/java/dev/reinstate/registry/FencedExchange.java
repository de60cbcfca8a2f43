package dev.reinstate.registry;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;

/**
 * Keeps writes back once the fence is shut. It stands behind pauses and retries, which may take
 * many minutes: what counts is the moment in which a request leaves.
 */
final class FencedExchange implements Exchange {

  private static final ImmutableSet<String> READS = ImmutableSet.of("GET", "HEAD");

  private final Exchange next;
  private final Fence fence;

  FencedExchange(Exchange next, Fence fence) {
    this.next = next;
    this.fence = fence;
  }

  @Override
  public Response send(Request request) throws IOException {
    if (!READS.contains(request.method())) {
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
