package dev.reinstate.endtoend;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What README.md tells people to type. */
final class ReadmeCommands {

  private static final Pattern BLOCK =
      Pattern.compile("^```\\w*\n(?<block>.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern INLINE = Pattern.compile("`(?<inline>[^`\n]+)`");
  private static final Pattern CODE =
      Pattern.compile(BLOCK.pattern() + "|" + INLINE.pattern(), Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern OPTION = Pattern.compile("(?<=^|[\\s(])--[a-z][a-z-]*");

  private final String text;

  ReadmeCommands(Path readme) throws IOException {
    this.text = Files.readString(readme);
  }

  /**
   * The words of everything that can be typed, in the order in which it is read: each line of the
   * code blocks, and what in the text has several words or names a script.
   */
  ImmutableList<ImmutableList<String>> all() {
    return CODE.matcher(text)
        .results()
        .flatMap(ReadmeCommands::lines)
        .map(line -> ImmutableList.copyOf(Splitter.on(' ').omitEmptyStrings().split(line)))
        .collect(ImmutableList.toImmutableList());
  }

  private static Stream<String> lines(MatchResult code) {
    String block = code.group("block");
    return block == null
        ? Stream.of(code.group("inline"))
            .filter(it -> it.contains(" ") || it.startsWith("scripts/"))
        : block
            .replace("\\\n", " ")
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"));
  }

  /** Those that begin with a program. */
  ImmutableList<ImmutableList<String>> startingWith(String program) {
    return all().stream()
        .filter(words -> words.getFirst().equals(program))
        .collect(ImmutableList.toImmutableList());
  }

  /** Options that the running text names. */
  ImmutableSet<String> optionsInText() {
    return INLINE
        .matcher(BLOCK.matcher(text).replaceAll(""))
        .results()
        .map(code -> code.group(1))
        .flatMap(code -> OPTION.matcher(code).results())
        .map(MatchResult::group)
        .collect(ImmutableSet.toImmutableSet());
  }
}
