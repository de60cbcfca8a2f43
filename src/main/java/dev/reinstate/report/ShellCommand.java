package dev.reinstate.report;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command to paste into a shell: this run's own with other options. */
final class ShellCommand {

  private static final String PROGRAM = "scripts/reinstate";
  private static final CharMatcher PLAIN =
      CharMatcher.inRange('a', 'z')
          .or(CharMatcher.inRange('A', 'Z'))
          .or(CharMatcher.inRange('0', '9'))
          .or(CharMatcher.anyOf("@%+=:,./_-"));

  private final ImmutableList<String> words;

  private ShellCommand(ImmutableList<String> words) {
    this.words = words;
  }

  /**
   * @param arguments as the run was given them
   */
  static ShellCommand again(ImmutableList<String> arguments) {
    return new ShellCommand(arguments);
  }

  /** The same without these options, each a single word. */
  ShellCommand without(String... options) {
    List<String> gone = List.of(options);
    return new ShellCommand(
        words.stream()
            .filter(
                word -> gone.stream().noneMatch(it -> word.equals(it) || word.startsWith(it + "=")))
            .collect(ImmutableList.toImmutableList()));
  }

  /** The same with more options; one that is there already is not repeated. */
  ShellCommand with(String... options) {
    return new ShellCommand(
        Stream.concat(words.stream(), Stream.of(options))
            .distinct()
            .collect(ImmutableList.toImmutableList()));
  }

  @Override
  public String toString() {
    return Stream.concat(Stream.of(PROGRAM), words.stream())
        .map(ShellCommand::quoted)
        .collect(Collectors.joining(" "));
  }

  /** As POSIX shells read it back. */
  private static String quoted(String word) {
    return !word.isEmpty() && PLAIN.matchesAllOf(word)
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
