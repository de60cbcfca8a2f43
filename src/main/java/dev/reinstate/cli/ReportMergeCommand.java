package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.report.MergedJson;
import dev.reinstate.report.MergedResults;
import dev.reinstate.report.MergedText;
import dev.reinstate.report.ResultFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Joins what the shards of one run left behind. */
@Command(
    name = "merge",
    description =
        "Join the results of all shards of a run into one; exits as the worst of them did. A shard"
            + " without a result is named (exit 4).",
    mixinStandardHelpOptions = true)
final class ReportMergeCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(paramLabel = "RESULT.json", arity = "1..*", description = "one file of each shard")
  private List<Path> paths = List.of();

  @Option(names = "--json", description = "the merged result.json on standard output")
  private boolean json;

  @Option(
      names = "--artifacts",
      paramLabel = "DIR",
      description = "also write it to DIR/result.json")
  private Path artifacts;

  @Option(
      names = {"-v", "--verbose"},
      description = "show every line of long lists")
  private boolean verbose;

  ReportMergeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    MergedResults merged = merged();
    PrintStream text = json ? surroundings.err() : surroundings.out();
    new MergedText(new PrintWriter(text, false, StandardCharsets.UTF_8), verbose).print(merged);
    if (json) {
      MergedJson.write(merged, surroundings.out());
    }
    if (artifacts != null) {
      writeTo(Files.createDirectories(artifacts).resolve("result.json"), merged);
    }
    return exitCode(merged).value();
  }

  private MergedResults merged() throws UsageException {
    UsageProblems problems = new UsageProblems();
    ImmutableList.Builder<ResultFile> files = ImmutableList.builder();
    for (Path path : paths) {
      try {
        files.add(ResultFile.read(path));
      } catch (IOException e) {
        problems.add(e.getMessage());
      }
    }
    problems.throwIfAny();
    try {
      return MergedResults.of(files.build());
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      throw problems.asException();
    }
  }

  private static void writeTo(Path file, MergedResults merged) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      MergedJson.write(merged, out);
    }
  }

  private static ExitCode exitCode(MergedResults merged) {
    if (merged.refused()) {
      return ExitCode.REFUSED;
    }
    return merged.partial() ? ExitCode.PARTIAL : ExitCode.DONE;
  }
}
