package dev.reinstate.endtoend;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What README.md and the pages of the site tell people to type. */
final class ReadmeCommands {

  private static final Pattern BLOCK =
      Pattern.compile(
          "^```(?<language>\\w*)\n(?<block>.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern INLINE = Pattern.compile("`(?<inline>[^`\n]+)`");
  private static final Pattern CODE =
      Pattern.compile(BLOCK.pattern() + "|" + INLINE.pattern(), Pattern.MULTILINE | Pattern.DOTALL);

  /** A command of which a shell reads the output. */
  private static final Pattern SOURCED = Pattern.compile("^source <\\((.*)\\)$");

  private static final Pattern OPTION = Pattern.compile("(?<=^|[\\s(])--[a-z][a-z-]*");

  private final String text;

  private ReadmeCommands(String text) {
    this.text = text;
  }

  /** Those of README.md and of everything beside it that people read. */
  static ReadmeCommands everywhere() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path page : pages()) {
      text.append(Files.readString(page)).append("\n\n");
    }
    return new ReadmeCommands(text.toString());
  }

  /** README.md, the site, and what contributors read. */
  static ImmutableList<Path> pages() throws IOException {
    ImmutableList.Builder<Path> pages = ImmutableList.builder();
    pages.add(Path.of("README.md"));
    for (String folder : List.of("src/site/markdown", ".github")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages.build();
  }

  /**
   * The words of everything that can be typed, each once, in the order in which it is read: each
   * line of the code blocks that are of no language, and what in the text has several words or
   * names a script.
   */
  ImmutableList<ImmutableList<String>> all() {
    return CODE.matcher(text)
        .results()
        .flatMap(ReadmeCommands::lines)
        .map(SOURCED::matcher)
        .map(line -> line.replaceFirst("$1"))
        .map(line -> ImmutableList.copyOf(Splitter.on(' ').omitEmptyStrings().split(line)))
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  private static Stream<String> lines(MatchResult code) {
    String block = code.group("block");
    if (block != null && !code.group("language").isEmpty()) {
      return Stream.empty();
    }
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
