package dev.reinstate.sandbox.guard;

import java.time.Duration;
import java.util.Optional;

/** How an embedded registry asks who is calling. */
public sealed interface Challenge {

  /** Everybody may do everything. */
  record None() implements Challenge {}

  /** Basic authentication with each request. */
  record Basic(Account account) implements Challenge {}

  /**
   * Tokens of the registry's own token endpoint, {@code /token}; their scopes are enforced.
   *
   * @param account whom the token endpoint serves; empty for everybody
   * @param lifetime after which a token is refused, in whole seconds
   */
  record Bearer(Optional<Account> account, Duration lifetime) implements Challenge {}

  /** A user and a password, both invented. */
  record Account(String user, String password) {}
}
