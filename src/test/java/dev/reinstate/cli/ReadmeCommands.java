package dev.reinstate.cli;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What README.md tells people to type. */
final class ReadmeCommands {

  private static final Pattern BLOCK =
      Pattern.compile("^```\\w*\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern INLINE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern OPTION = Pattern.compile("(?<=^|[\\s(])--[a-z][a-z-]*");

  private final String text;

  ReadmeCommands(Path readme) throws IOException {
    this.text = Files.readString(readme);
  }

  /** The words of each line of the code blocks that begins with a program. */
  ImmutableList<ImmutableList<String>> startingWith(String program) {
    return lines().stream()
        .map(line -> ImmutableList.copyOf(Splitter.on(' ').omitEmptyStrings().split(line)))
        .filter(words -> words.getFirst().equals(program))
        .collect(ImmutableList.toImmutableList());
  }

  /** The programs of all code blocks. */
  ImmutableSet<String> programs() {
    return lines().stream()
        .map(line -> Splitter.on(' ').split(line).iterator().next())
        .collect(ImmutableSet.toImmutableSet());
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

  private ImmutableList<String> lines() {
    List<String> lines = new ArrayList<>();
    BLOCK
        .matcher(text)
        .results()
        .flatMap(block -> block.group(1).replace("\\\n", " ").lines())
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(lines::add);
    return ImmutableList.copyOf(lines);
  }
}
