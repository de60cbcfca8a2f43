package dev.reinstate.sandbox.guard;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Optional;

/**
 * What a token allows, written {@code repository:<name>:<action>,<action>}.
 *
 * <p>Source: https://distribution.github.io/distribution/spec/auth/scope/.
 */
record Scope(String repository, ImmutableSet<String> actions) {

  private static final String PREFIX = "repository:";

  /** Empty for a scope of something other than a repository. */
  static Optional<Scope> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (!text.startsWith(PREFIX) || colon < PREFIX.length()) {
      return Optional.empty();
    }
    ImmutableSet<String> actions =
        ImmutableSet.copyOf(Splitter.on(',').omitEmptyStrings().split(text.substring(colon + 1)));
    return Optional.of(new Scope(text.substring(PREFIX.length(), colon), actions));
  }

  boolean covers(Scope needed) {
    return repository.equals(needed.repository())
        && (actions.contains("*") || actions.containsAll(needed.actions()));
  }

  @Override
  public String toString() {
    return PREFIX + repository + ":" + String.join(",", ImmutableSortedSet.copyOf(actions));
  }
}
