package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import dev.reinstate.cli.Commands;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.plan.FindingKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** README.md and the site say of the program what is there, and leave nothing out. */
final class PagesTest {

  private static final Path SITE = Path.of("src/site/markdown");
  private static final Path MAIN = Path.of("src/main/java/dev/reinstate");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#([^)]+))?\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

  @Test
  void aNewcomerReadsTwoHundredLinesAtMost() throws IOException {
    assertTrue(Files.readAllLines(Path.of("README.md")).size() < 200);
  }

  @Test
  void everyLinkLeadsToAPageAndAHeading() throws IOException {
    ImmutableList.Builder<String> broken = ImmutableList.builder();
    for (Path page : ReadmeCommands.pages()) {
      for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
        Path target = page.toAbsolutePath().getParent().resolve(link.group(1)).normalize();
        String heading = link.group(2);
        if (!Files.isRegularFile(target)
            || (heading != null && !anchors(target).contains(heading))) {
          broken.add(page + ": " + link.group());
        }
      }
    }
    assertEquals(ImmutableList.of(), broken.build());
  }

  private static ImmutableSet<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> Ascii.toLowerCase(heading.group(1)).replaceAll("[^a-z0-9 -]", ""))
        .map(heading -> heading.replace(' ', '-'))
        .collect(ImmutableSet.toImmutableSet());
  }

  @Test
  void theIndexHasEveryPage() throws IOException {
    assertAllNamed(
        "index.md",
        ReadmeCommands.pages().stream()
            .filter(page -> SITE.equals(page.getParent()) && !page.endsWith("index.md"))
            .map(page -> "(" + page.getFileName() + ")"));
  }

  @Test
  void everyFindingAndEveryExitCodeHasItsLine() throws IOException {
    assertAllNamed(
        "findings.md",
        Stream.concat(
            Arrays.stream(FindingKind.values()).map(kind -> "\n| `" + kind.word() + "` |"),
            Arrays.stream(ExitCode.values()).map(code -> "\n| " + code.value() + " |")));
  }

  @Test
  void everyPackageIsInTheArchitecture() throws IOException {
    try (Stream<Path> files = Files.walk(MAIN)) {
      assertAllNamed(
          "architecture.md",
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(file -> MAIN.relativize(file.getParent()).toString().replace('/', '.'))
              .filter(name -> !name.isEmpty())
              .distinct()
              .map(name -> "`" + name + "`"));
    }
  }

  @Test
  void everyTestThatIsToShowAFaultIsThere() throws IOException {
    ImmutableSet<String> there;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      there =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(ImmutableSet.toImmutableSet());
    }
    assertEquals(
        ImmutableList.of(),
        TEST.matcher(Files.readString(SITE.resolve("faults.md")))
            .results()
            .map(test -> test.group(1))
            .filter(test -> !there.contains(test))
            .toList());
  }

  @Test
  void everyOptionIsOnAPage() throws IOException {
    ImmutableSet.Builder<String> named = ImmutableSet.builder();
    for (Path page : ReadmeCommands.pages()) {
      Pattern.compile("--[a-z][a-z-]*")
          .matcher(Files.readString(page))
          .results()
          .forEach(option -> named.add(option.group()));
    }
    ImmutableSet<String> known = named.add("--help").add("--version").build();
    assertEquals(
        ImmutableList.of(),
        options(Commands.in(ProcessContext.ofProcess(new StopSignal())))
            .filter(option -> !option.hidden())
            .map(OptionSpec::longestName)
            .filter(option -> option.startsWith("--") && !known.contains(option))
            .distinct()
            .toList());
  }

  private static Stream<OptionSpec> options(CommandLine command) {
    return Streams.concat(
        command.getCommandSpec().options().stream(),
        command.getSubcommands().values().stream().flatMap(PagesTest::options));
  }

  private static void assertAllNamed(String page, Stream<String> what) throws IOException {
    String text = Files.readString(SITE.resolve(page));
    assertEquals(ImmutableList.of(), what.filter(each -> !text.contains(each)).toList());
  }
}
