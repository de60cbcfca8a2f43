package dev.reinstate.registry.wire;

import java.io.IOException;

/** Decides whether a write may still leave. */
public interface Fence {

  /** Lets everything pass. */
  Fence OPEN = () -> {};

  /** Throws when nothing may be written any more. Any thread may call it, right before a write. */
  void check() throws IOException;
}
