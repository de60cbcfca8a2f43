package dev.reinstate.storage;

import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** Decides what goes wrong with a request. */
interface BucketFault {

  BucketFault NONE = method -> Effect.NONE;

  /** What happens to a request. */
  enum Effect {
    NONE,
    RESET,
    TOO_MANY_REQUESTS,
    UNAVAILABLE,
    /** The request takes effect, but the client never hears of it. */
    LOSE_ANSWER
  }

  Effect next(String method);

  /** One effect on the first request of this method. */
  static BucketFault once(String onMethod, Effect effect) {
    AtomicBoolean done = new AtomicBoolean();
    return method ->
        method.equals(onMethod) && done.compareAndSet(false, true) ? effect : Effect.NONE;
  }

  /** Every effect, each on a fraction of the requests. */
  static BucketFault random(long seed, double fraction) {
    Random random = new Random(seed);
    Effect[] effects = Effect.values();
    return method ->
        random.nextDouble() < fraction
            ? effects[1 + random.nextInt(effects.length - 1)]
            : Effect.NONE;
  }
}
