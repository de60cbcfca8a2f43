package dev.reinstate.apply.lease;

import java.time.Duration;
import java.time.Instant;

/** Another run holds the lease. */
public final class LeaseHeldException extends Exception {

  private static final long serialVersionUID = 1L;

  private LeaseHeldException(LeaseStore store, LeaseRecord held, String rest) {
    super("another run is at work: " + held.holder().name() + " holds " + store + rest);
  }

  static LeaseHeldException until(LeaseStore store, LeaseRecord held) {
    return new LeaseHeldException(
        store, held, " until " + held.expires() + "; wait for it, or for that time if it has died");
  }

  /** The clock of its machine, or our own, is off. */
  static LeaseHeldException implausible(
      LeaseStore store, LeaseRecord held, Instant now, Duration left) {
    return new LeaseHeldException(
        store,
        held,
        """
        . It was written less than %d minutes ago and says until %s, while this machine's clock \
        says %s: one of the two clocks is wrong. Unless it is renewed, a run in %d seconds takes it"""
            .formatted(
                Lease.TERM.plus(Lease.SKEW).toMinutes() + 1,
                held.expires(),
                now,
                left.toSeconds() + 1));
  }

  static LeaseHeldException renewed(LeaseStore store, LeaseRecord held) {
    return new LeaseHeldException(
        store,
        held,
        ", said until "
            + held.expires()
            + ", which no right clock writes, and renewed it while this run looked on; wait for"
            + " it, and set the clock of one of the two machines");
  }
}
