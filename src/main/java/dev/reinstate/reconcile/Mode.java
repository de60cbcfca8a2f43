package dev.reinstate.reconcile;

/** Whether a run writes. */
public enum Mode {
  DRY_RUN,
  CONFIRMED
}
