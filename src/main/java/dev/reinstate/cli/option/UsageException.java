package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;

/** Everything that is wrong with what the user gave, found before the first request. */
public final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ImmutableList<String> problems;

  UsageException(ImmutableList<String> problems) {
    super(String.join("\n", problems));
    this.problems = problems;
  }

  public static UsageException of(String problem) {
    return new UsageException(ImmutableList.of(problem));
  }

  public ImmutableList<String> problems() {
    return problems;
  }
}
