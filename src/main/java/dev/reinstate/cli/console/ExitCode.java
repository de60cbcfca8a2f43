package dev.reinstate.cli.console;

import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;

/** What the process tells its caller. Scripts and job configurations depend on the numbers. */
public enum ExitCode {
  /** Nothing left to do, or a dry run that found work and needs nobody. */
  DONE(0),
  /** A fault of the program, the snapshot store or the machine. */
  UNEXPECTED(1),
  /** Bad usage or invalid manifests; no request was made. */
  USAGE(2),
  /** A dry run found actions, and it was a scrub or {@code --exit-on-drift} asks to say so. */
  DRIFT(3),
  /** Something is lost, unreadable, invalid, refused, failed or not verified. */
  PARTIAL(4),
  /** The gate refused the plan, or another run holds the lease. */
  REFUSED(5);

  private final int value;

  ExitCode(int value) {
    this.value = value;
  }

  public int value() {
    return value;
  }

  /**
   * What a run amounts to.
   *
   * @param exitOnDrift true for every scrub
   */
  public static ExitCode of(Result result, boolean exitOnDrift) {
    if (result.refused() && !result.stopped()) {
      return REFUSED;
    }
    if (result.partial()) {
      return PARTIAL;
    }
    boolean drift = result.mode() == Mode.DRY_RUN && !result.left().isEmpty();
    return drift && exitOnDrift ? DRIFT : DONE;
  }
}
