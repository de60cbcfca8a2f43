package dev.reinstate.audit.rules;

import java.io.IOException;
import java.util.Optional;

/** Goes through reasons to accept an event, the cheapest first. */
final class Checks {

  private Checks() {}

  /** One reason; empty when it does not hold. */
  interface Check {
    Optional<String> why() throws IOException;
  }

  /**
   * The first that holds. One that cannot be checked does no harm as long as another holds.
   *
   * @throws IOException when none holds, and one of them may yet
   */
  static Optional<String> first(Check... checks) throws IOException {
    IOException failure = null;
    for (Check check : checks) {
      try {
        Optional<String> why = check.why();
        if (why.isPresent()) {
          return why;
        }
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return Optional.empty();
  }
}
