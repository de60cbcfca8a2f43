package dev.reinstate.concurrent;

/** Threads that a test wants to be waiting for something. */
public final class Waiters {

  private Waiters() {}

  /** Returns once the thread waits, for whatever it is, or has ended. */
  public static void await(Thread thread) {
    while (thread.isAlive() && !waits(thread.getState())) {
      Thread.onSpinWait();
    }
  }

  private static boolean waits(Thread.State state) {
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }
}
