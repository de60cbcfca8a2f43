package dev.reinstate.registry.authentication;

import com.google.auth.Retryable;
import com.google.common.base.Throwables;
import dev.reinstate.registry.address.PermanentException;
import java.io.IOException;

/** Tells credentials that cannot be had right now from those that somebody has to grant. */
final class CredentialFailures {

  private CredentialFailures() {}

  /** The same failure, permanent unless Google's library says that it may pass. */
  static IOException classified(IOException failure) {
    boolean mayPass =
        Throwables.getCausalChain(failure).stream()
            .anyMatch(cause -> cause instanceof Retryable retryable && retryable.isRetryable());
    return mayPass ? failure : new PermanentException(failure.getMessage(), failure);
  }
}
