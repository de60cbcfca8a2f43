package dev.reinstate.apply.restore;

import dev.reinstate.concurrent.CancelledException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Bytes of a bounded space: whoever wants some waits until others have given back enough. */
final class SpoolSpace {

  private final long limit;
  private final BooleanSupplier letGo;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long used;

  /**
   * @param letGo gives back something that nobody uses, by {@link #give}, or says that there is
   *     nothing
   */
  SpoolSpace(long limit, BooleanSupplier letGo) {
    this.limit = limit;
    this.letGo = letGo;
  }

  /** Whether so much could ever be had. */
  boolean holds(long bytes) {
    return bytes <= limit;
  }

  /** Takes so many bytes, which {@link #holds} allows together with what the caller has. */
  void take(long bytes) {
    lock.lock();
    try {
      while (used > limit - bytes) {
        if (!letGo.getAsBoolean()) {
          changed.await();
        }
      }
      used += bytes;
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    } finally {
      lock.unlock();
    }
  }

  void give(long bytes) {
    lock.lock();
    try {
      used -= bytes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Something can be let go now. */
  void offer() {
    give(0);
  }

  long used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }
}
