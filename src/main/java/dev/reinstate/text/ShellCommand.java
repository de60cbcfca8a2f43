package dev.reinstate.text;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command to paste into a shell. */
public final class ShellCommand {

  private static final CharMatcher PLAIN =
      CharMatcher.inRange('a', 'z')
          .or(CharMatcher.inRange('A', 'Z'))
          .or(CharMatcher.inRange('0', '9'))
          .or(CharMatcher.anyOf("@%+=:,./_-"));

  private final ImmutableList<String> words;

  private ShellCommand(ImmutableList<String> words) {
    this.words = words;
  }

  /** The program and its arguments, unquoted. */
  public static ShellCommand of(ImmutableList<String> words) {
    return new ShellCommand(words);
  }

  /** The program and its arguments, unquoted. */
  public ImmutableList<String> words() {
    return words;
  }

  /** The same without these options, each a single word. */
  public ShellCommand without(String... options) {
    List<String> gone = List.of(options);
    return new ShellCommand(
        words.stream()
            .filter(
                word -> gone.stream().noneMatch(it -> word.equals(it) || word.startsWith(it + "=")))
            .collect(ImmutableList.toImmutableList()));
  }

  /** The same with more options; one that is there already is not repeated. */
  public ShellCommand with(String... options) {
    return new ShellCommand(
        Stream.concat(words.stream(), Stream.of(options).filter(option -> !words.contains(option)))
            .collect(ImmutableList.toImmutableList()));
  }

  @Override
  public String toString() {
    return words.stream().map(ShellCommand::quoted).collect(Collectors.joining(" "));
  }

  /** As POSIX shells read it back. */
  private static String quoted(String word) {
    return !word.isEmpty() && PLAIN.matchesAllOf(word)
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
