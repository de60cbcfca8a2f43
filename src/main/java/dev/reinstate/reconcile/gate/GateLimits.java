package dev.reinstate.reconcile.gate;

import java.util.Optional;

/**
 * How large an everyday plan may be.
 *
 * @param maxTagMoves tags moved, over all destinations
 * @param maxMissingPercent missing images of any one destination, in percent of those it should
 *     have, and likewise missing tags of images that are there
 * @param approved the id of a plan that may pass whatever its size
 */
public record GateLimits(int maxTagMoves, int maxMissingPercent, Optional<String> approved) {

  /** So few missing images or tags are never refused, whatever share they are. */
  static final int ALWAYS_ALLOWED_MISSING = 10;
}
