package dev.reinstate.signature.sigstore;

/** What is wrong with a signature, in words for a human. */
final class UnbelievedException extends Exception {

  private static final long serialVersionUID = 1L;

  UnbelievedException(String message) {
    super(message);
  }

  UnbelievedException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
