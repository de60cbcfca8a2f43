package dev.reinstate.apply.lease;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Renews a lease in the background until it is closed, often enough for two failures in a row. */
public final class LeaseRenewal implements AutoCloseable {

  private static final long EVERY_MILLIS = Lease.TERM.dividedBy(4).toMillis();

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("lease").factory());

  private LeaseRenewal() {}

  /** Begins; the lease is to be closed after this. */
  public static LeaseRenewal of(Lease lease) {
    LeaseRenewal renewal = new LeaseRenewal();
    var unused =
        renewal.thread.scheduleWithFixedDelay(
            () -> renew(lease), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return renewal;
  }

  private static void renew(Lease lease) {
    try {
      lease.renew();
    } catch (IOException e) {
      // There is time for another; if none succeeds, the lease itself says so to whoever writes.
    }
  }

  /** Returns when no renewal is under way any more. */
  @Override
  public void close() {
    thread.shutdownNow();
    thread.close();
  }
}
