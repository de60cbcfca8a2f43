package dev.reinstate.registry.pace;

import dev.reinstate.concurrent.CancelledException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Time that passes, and chance: what a test replaces to be quick and repeatable. */
public interface RetryTiming {

  /** The process's own. */
  RetryTiming REAL =
      new RetryTiming() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) {
          try {
            Thread.sleep(duration);
          } catch (InterruptedException e) {
            throw CancelledException.interrupted();
          }
        }

        @Override
        public double chance() {
          return ThreadLocalRandom.current().nextDouble();
        }
      };

  /** Nanoseconds since some fixed moment; never goes backwards. */
  long nanoTime();

  /** Returns after this time; {@link CancelledException} when the run is stopped meanwhile. */
  void sleep(Duration duration);

  /** A number from 0 (inclusive) to 1 (exclusive), evenly distributed. */
  double chance();
}
