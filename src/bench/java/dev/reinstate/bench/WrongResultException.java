package dev.reinstate.bench;

/** A contender ended without having done what was asked: its time does not count. */
final class WrongResultException extends Exception {

  WrongResultException(String message) {
    super(message);
  }
}
