package dev.reinstate.apply.lease;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.StopSignal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * How many of the shards of a job are at work, which their leases tell: so that those that run
 * share what all may ask. Looks every few seconds in the background until it is closed.
 */
public final class LiveShards implements AutoCloseable {

  /** In this time, the others see a shard that has begun. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** What was seen longer ago says nothing. */
  private static final Duration STALE = EVERY.multipliedBy(4);

  /**
   * What was seen last.
   *
   * @param shards this one included
   */
  private record Look(int shards, long at) {}

  private final ImmutableList<LeaseStore> siblings;
  private final LeaseTime time;
  private final StopSignal stop;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("shards").factory());
  private volatile Look last;

  private LiveShards(ImmutableList<LeaseStore> siblings, LeaseTime time, StopSignal stop) {
    this.siblings = siblings;
    this.time = time;
    this.stop = stop;
    this.last = new Look(siblings.size() + 1, time.nanos().getAsLong());
  }

  /**
   * Begins, with the own lease held.
   *
   * @param siblings the leases of all other shards
   * @param stop once there is a request nobody is looked at any more
   */
  public static LiveShards among(
      ImmutableList<LeaseStore> siblings, LeaseTime time, StopSignal stop) {
    LiveShards shards = new LiveShards(siblings, time, stop);
    var unused =
        shards.thread.scheduleWithFixedDelay(
            shards::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return shards;
  }

  /**
   * This one's part: that of N where all are at work, none could be asked, or the others may not
   * have seen this one yet.
   */
  public double part() {
    Look seen = last;
    boolean stale = time.nanos().getAsLong() - seen.at() > STALE.toNanos();
    return 1.0 / (stale ? siblings.size() + 1 : seen.shards());
  }

  /** Counts those whose lease is held, by their word; whose word cannot be had, is at work. */
  void look() {
    int shards = 1;
    for (LeaseStore sibling : siblings) {
      if (stop.requested()) {
        return;
      }
      if (isHeld(sibling)) {
        shards++;
      }
    }
    last = new Look(shards, time.nanos().getAsLong());
  }

  private boolean isHeld(LeaseStore sibling) {
    try {
      var there = sibling.read();
      return there.isPresent()
          && LeaseRecord.parse(there.get().content(), sibling)
              .expires()
              .isAfter(time.clock().instant().minus(Lease.SKEW));
    } catch (IOException | RuntimeException e) {
      return true;
    }
  }

  /** Returns when it looks no more. */
  @Override
  public void close() {
    thread.shutdownNow();
    thread.close();
  }
}
