package dev.reinstate.registry.wire;

import java.io.IOException;
import java.util.Optional;

/**
 * What must hold when a write leaves. It is looked at on every attempt, also on one that answers a
 * challenge: after the host has let the write through, and right before it leaves.
 */
public interface Precondition {

  /** Nothing has to hold. */
  Precondition NONE = (write, looks) -> Optional.empty();

  /**
   * Returns when the write may leave.
   *
   * @param write as it would leave, authorized
   * @param looks sends within the write's turn: it counts, and waits for nothing that is under way
   * @return the answer to the write, which then does not leave: a challenge to the look
   * @throws IOException when the write must not leave, or nobody knows
   */
  Optional<Response> check(Request write, Exchange looks) throws IOException;
}
