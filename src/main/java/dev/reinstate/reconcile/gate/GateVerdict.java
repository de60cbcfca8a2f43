package dev.reinstate.reconcile.gate;

import com.google.common.collect.ImmutableList;

/** Whether a plan may be carried out. */
public sealed interface GateVerdict {

  record Open() implements GateVerdict {}

  /**
   * Too large, and let through because the user named this very plan.
   *
   * @param exceeded the limits it exceeds, each a sentence
   */
  record Approved(ImmutableList<String> exceeded) implements GateVerdict {}

  /**
   * Too large to be an everyday plan.
   *
   * @param exceeded the limits it exceeds, each a sentence
   */
  record Closed(ImmutableList<String> exceeded) implements GateVerdict {}
}
