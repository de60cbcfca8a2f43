package dev.reinstate.apply;

/** Another run holds the lease. */
public final class LeaseHeldException extends Exception {

  private static final long serialVersionUID = 1L;

  LeaseHeldException(LeaseStore store, LeaseRecord held) {
    super(
        "another run is at work: "
            + held.holder().name()
            + " holds "
            + store
            + " until "
            + held.expires()
            + "; wait for it, or for that time if it has died");
  }
}
