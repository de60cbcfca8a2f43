package dev.reinstate.apply;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One line for a failure with everything that led to it. */
public final class Failures {

  private Failures() {}

  public static String describe(Exception failure) {
    Stream<String> attempts =
        Arrays.stream(failure.getSuppressed()).map(Throwable::getMessage).distinct();
    return Stream.concat(Stream.of(String.valueOf(failure.getMessage())), attempts)
        .collect(Collectors.joining("; "));
  }
}
