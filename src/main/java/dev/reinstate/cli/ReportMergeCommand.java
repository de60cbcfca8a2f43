package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.ReportOptions;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.report.Job;
import dev.reinstate.report.ReportModel;
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

  private final ProcessContext context;

  @Parameters(paramLabel = "RESULT.json", arity = "1..*", description = "one file of each shard")
  private List<Path> paths = List.of();

  @Mixin private ReportOptions reports;

  ReportMergeCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    ReportModel merged = merged();
    reports.write(merged, context);
    ExitCode code = ExitCode.of(merged.result(), merged.report().job() == Job.SCRUB);
    boolean complete = code != ExitCode.DONE || merged.missing().isEmpty();
    return (complete ? code : ExitCode.PARTIAL).value();
  }

  private ReportModel merged() throws UsageException {
    UsageProblems problems = new UsageProblems();
    reports.check(context, problems);
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
      throw UsageException.of(e.getMessage());
    }
  }
}
