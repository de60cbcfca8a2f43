package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;
import java.util.function.Supplier;

/** Collects what is wrong with the options, so that all of it can be said at once. */
public final class UsageProblems {

  private final ImmutableList.Builder<String> found = ImmutableList.builder();

  public void add(String problem) {
    found.add(problem);
  }

  public void addAll(Iterable<?> problems) {
    problems.forEach(problem -> found.add(problem.toString()));
  }

  /** Adds one when the value is less. */
  public void addIfLess(String option, Number value, int least) {
    if (value.doubleValue() < least) {
      found.add(option + ": " + value + " is less than " + least);
    }
  }

  /**
   * The value, or the fallback where making it fails.
   *
   * @param option named in the problem
   */
  public <T> T check(String option, Supplier<T> value, T fallback) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      found.add(option + ": " + e.getMessage());
      return fallback;
    }
  }

  public void throwIfAny() throws UsageException {
    if (!found.build().isEmpty()) {
      throw new UsageException(found.build());
    }
  }
}
