package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/** A program with its arguments and what it needs in its environment. */
record Command(ImmutableList<String> words, ImmutableMap<String, String> environment) {

  static Command of(String... words) {
    return of(ImmutableList.copyOf(words));
  }

  static Command of(ImmutableList<String> words) {
    return new Command(words, ImmutableMap.of());
  }

  /** Whether a program is what it starts, and not only a part of it. */
  boolean isOf(Program program) {
    ImmutableList<String> own = program.words();
    return words.size() >= own.size() && words.subList(0, own.size()).equals(own);
  }

  Command with(String variable, String value) {
    return new Command(
        words,
        ImmutableMap.<String, String>builder()
            .putAll(environment)
            .put(variable, value)
            .buildOrThrow());
  }
}
