package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;

/** Everything that is wrong with what the user gave, found before the first request. */
final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ImmutableList<String> problems;

  UsageException(ImmutableList<String> problems) {
    super(String.join("\n", problems));
    this.problems = problems;
  }

  static UsageException of(String problem) {
    return new UsageException(ImmutableList.of(problem));
  }

  ImmutableList<String> problems() {
    return problems;
  }
}
