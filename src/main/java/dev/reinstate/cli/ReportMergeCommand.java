package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.Surroundings;
import dev.reinstate.cli.option.ReportOptions;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.report.Account;
import dev.reinstate.report.merge.MergedResults;
import dev.reinstate.report.merge.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Joins what the shards of one run left behind. */
@Command(
    name = "merge",
    description =
        "Join the results of all shards of a run into one, reported as those of one run; exits as"
            + " the worst of them did. A shard without a result is named (exit 4).",
    mixinStandardHelpOptions = true)
final class ReportMergeCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(paramLabel = "RESULT.json", arity = "1..*", description = "one file of each shard")
  private List<Path> paths = List.of();

  @Mixin private ReportOptions reports;

  ReportMergeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    Account merged = merged();
    reports.write(merged, surroundings);
    ExitCode code = ExitCode.of(merged.result(), /* exitOnDrift= */ false);
    boolean complete = code != ExitCode.DONE || merged.missing().isEmpty();
    return (complete ? code : ExitCode.PARTIAL).value();
  }

  private Account merged() throws UsageException {
    UsageProblems problems = new UsageProblems();
    reports.check(surroundings, problems);
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
}
