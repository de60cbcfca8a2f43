package dev.reinstate.inventory;

/**
 * What a registry gave when it was asked for something it should have.
 *
 * @param <T> what it is
 */
public sealed interface Probed<T> {

  /** It is there, and right. */
  record Whole<T>(T content) implements Probed<T> {}

  /**
   * It is not there.
   *
   * @param seen for a human: method, status and registry error code
   */
  record Missing<T>(String seen) implements Probed<T> {}

  /**
   * Something else is there.
   *
   * @param expected digest or size, for a human
   * @param seen the same of what came
   */
  record Damaged<T>(String expected, String seen) implements Probed<T> {}

  /**
   * Nothing may be concluded.
   *
   * @param reason for a human: method, host, status and registry error code
   */
  record Unreadable<T>(String reason) implements Probed<T> {}
}
