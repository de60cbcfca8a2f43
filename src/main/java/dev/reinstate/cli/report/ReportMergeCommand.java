package dev.reinstate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.NetworkOptions;
import dev.reinstate.cli.option.ReportOptions;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.report.Job;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.merge.MergedResults;
import dev.reinstate.report.merge.NewestRun;
import dev.reinstate.report.merge.ResultFile;
import dev.reinstate.report.merge.ResultName;
import dev.reinstate.storage.DocumentFolder;
import dev.reinstate.storage.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Joins what the shards of one run left behind. */
@Command(
    name = "merge",
    description =
        "Join the results of all shards of a run into one, reported as those of one run; exits as"
            + " the worst of them did. A shard without a result is named (exit 4).",
    mixinStandardHelpOptions = true)
public final class ReportMergeCommand implements Callable<Integer> {

  private final ProcessContext context;

  @Parameters(
      paramLabel = "RESULT",
      arity = "1..*",
      description =
          "one result.json of each shard, or a place of --results, of which the newest run's are"
              + " taken")
  private List<String> named = List.of();

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description = "of what is in a place, take the results of this run instead of the newest")
  private String run;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "of what is in a place, take the newest results of this kind: reconcile, scrub,"
              + " reconcile-dry-run or scrub-dry-run")
  private String kind;

  @Mixin private NetworkOptions network;
  @Mixin private ReportOptions reports;

  public ReportMergeCommand(ProcessContext context) {
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

  private ReportModel merged() throws IOException, UsageException {
    UsageProblems problems = new UsageProblems();
    reports.check(context, problems);
    NetworkOptions.Reach reach = network.read(context, problems);
    ImmutableList.Builder<ResultFile> files = ImmutableList.builder();
    try (Resources resources = new Resources()) {
      ImmutableList.Builder<DocumentFolder> places = ImmutableList.builder();
      for (String name : named) {
        if (name.contains("://") || Files.isDirectory(Path.of(name))) {
          places.add(resources.own(place(name, reach.google())));
        } else {
          read(() -> ResultFile.read(Path.of(name)), problems).ifPresent(files::add);
        }
      }
      problems.throwIfAny();
      addKept(places.build(), files, problems);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    problems.throwIfAny();
    try {
      return MergedResults.of(files.build());
    } catch (IllegalArgumentException e) {
      throw UsageException.of(e.getMessage());
    }
  }

  private DocumentFolder place(String name, GoogleAccess google) {
    return Stores.documents(name, google, context.storageWaits());
  }

  private void addKept(
      ImmutableList<DocumentFolder> places,
      ImmutableList.Builder<ResultFile> files,
      UsageProblems problems)
      throws IOException {
    if (places.isEmpty()) {
      if (run != null) {
        problems.add("--run: of files there are no other runs; name a place of --results");
      }
      if (kind != null) {
        problems.add("--kind: of files there are no other kinds; name a place of --results");
      }
      return;
    }
    KeptResults kept = KeptResults.in(places);
    NewestRun newest = kept.newest(Optional.ofNullable(run), Optional.ofNullable(kind));
    kept.say(newest, context.err());
    for (ResultName name : newest.used()) {
      byte[] json = kept.read(name);
      read(() -> ResultFile.of(kept.location(name), name.run(), json), problems)
          .ifPresent(files::add);
    }
  }

  private interface Reading {
    ResultFile read() throws IOException;
  }

  private static Optional<ResultFile> read(Reading reading, UsageProblems problems) {
    try {
      return Optional.of(reading.read());
    } catch (IOException e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }
}
