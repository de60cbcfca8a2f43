package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A program that may be installed.
 *
 * @param found the words that start it; empty where it is not installed
 * @param install how to get it
 */
record Program(String name, Optional<ImmutableList<String>> found, String install) {

  static Program at(String name, Path file) {
    return new Program(name, Optional.of(ImmutableList.of(file.toString())), "");
  }

  Command with(String... arguments) {
    return with(ImmutableList.copyOf(arguments));
  }

  Command with(ImmutableList<String> arguments) {
    return Command.of(
        ImmutableList.<String>builder().addAll(found.orElseThrow()).addAll(arguments).build());
  }

  /** The words that start it. */
  ImmutableList<String> words() {
    return found.orElseThrow();
  }

  /** Words and arguments for a program that itself runs another. */
  ImmutableList<String> words(String... arguments) {
    return with(arguments).words();
  }
}
