package dev.reinstate.concurrent;

/** The run was asked to stop while it waited. */
public final class CancelledException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CancelledException() {
    super("interrupted");
  }

  /** For whoever caught {@link InterruptedException}: the thread stays interrupted. */
  public static CancelledException interrupted() {
    Thread.currentThread().interrupt();
    return new CancelledException();
  }
}
