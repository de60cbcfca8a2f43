package dev.reinstate.audit.push;

import dev.reinstate.audit.http.HttpCall;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Bounds the memory that pushes in work may take; who is turned away comes again. */
public final class Admission {

  /**
   * A message has at most 10 MB (https://cloud.google.com/pubsub/quotas), a third more in Base64.
   */
  public static final int LARGEST_BODY = 14 << 20;

  /** What judging takes besides the body: an index may have to be read. */
  private static final int OVERHEAD = 128 << 10;

  private static final int UNIT = 1 << 10;

  /** The body is there three times over: as text, as JSON, as data. */
  private static final int COPIES = 3;

  private final Semaphore free;

  /**
   * @param bytes for all pushes together; the largest push is always let in when it is alone
   */
  Admission(long bytes) {
    this.free = new Semaphore(Math.max(units(LARGEST_BODY), Math.toIntExact(bytes / UNIT)));
  }

  /** A quarter of the heap. */
  public static Admission ofThisProcess() {
    return new Admission(Runtime.getRuntime().maxMemory() / 4);
  }

  /** Room for one push. */
  interface Room {
    void leave();
  }

  /** Empty when there is no room for it now. */
  Optional<Room> admit(HttpCall call) {
    long body = Math.min(LARGEST_BODY, call.declaredLength().orElse(LARGEST_BODY));
    int units = units(body);
    return free.tryAcquire(units) ? Optional.of(() -> free.release(units)) : Optional.empty();
  }

  private static int units(long body) {
    return Math.toIntExact((OVERHEAD + COPIES * body) / UNIT);
  }
}
