package dev.reinstate.cli.report;

import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.RunOptions;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.form.JsonReport;
import dev.reinstate.report.merge.ResultName;
import dev.reinstate.storage.DocumentFolder;
import dev.reinstate.storage.Stores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where runs keep their results for who joins them. */
public final class ResultsOption {

  /** So many runs of one shard do not end in one millisecond. */
  private static final int ATTEMPTS = 10;

  @Option(
      names = "--results",
      paramLabel = "URI",
      description =
          "gs://bucket[/prefix] or a directory: keep result.json there under a name that nobody has"
              + " yet. `reinstate report merge URI` joins those of the newest run")
  private String location;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description =
          "what the results of all shards of one run have in common (default: $JOB_NAME, with"
              + " $BUILD_ID)")
  private String run;

  /** A place that is open, and whose results go there. */
  public record Place(DocumentFolder folder, Optional<String> run) {

    /** Adds a result, whatever is there. */
    private void add(RunReport report) throws IOException {
      ByteArrayOutputStream json = new ByteArrayOutputStream();
      JsonReport.writeResult(ReportModel.of(report), json);
      ResultName name = ResultName.of(report, run);
      for (int attempt = 1; ; attempt++) {
        try {
          folder.documents().create(name.toString(), json.toByteArray());
          return;
        } catch (FileAlreadyExistsException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
          name = name.next();
        }
      }
    }
  }

  /** Opens it, if the user named one; nothing is asked of it before there is a result. */
  public Optional<Place> open(
      RunOptions.Request request,
      ProcessContext context,
      Resources resources,
      UsageProblems problems) {
    if (location == null) {
      if (run != null) {
        problems.add("--run: names what --results=URI keeps; say where");
      }
      return Optional.empty();
    }
    Optional<String> name = problems.check("--run", () -> name(context), Optional.empty());
    if (request.shard().isPresent() && name.isEmpty()) {
      problems.add(
          "--results: to be told from those of other runs, the shards of this one need a name in"
              + " common: --run=NAME, or $JOB_NAME");
    }
    Optional<DocumentFolder> folder =
        problems.check(
            "--results",
            () -> Optional.of(Stores.documents(location, request.google(), context.storageWaits())),
            Optional.empty());
    return resources.own(folder).map(opened -> new Place(opened, name));
  }

  private Optional<String> name(ProcessContext context) {
    String job = context.environment().getOrDefault("JOB_NAME", "");
    String build = context.environment().getOrDefault("BUILD_ID", "");
    if (run == null && job.isEmpty()) {
      return Optional.empty();
    }
    String known = build.isEmpty() ? job : job + "." + build;
    return Optional.of(ResultName.run(run == null ? known : run));
  }

  /** Reports a run; what fails in one place keeps nothing from the other. */
  public static void write(
      RunReport report, RunOptions options, Optional<Place> place, ProcessContext context)
      throws IOException {
    Optional<IOException> failure = Optional.empty();
    try {
      options.write(report, context);
    } catch (IOException e) {
      failure = Optional.of(e);
    }
    if (place.isPresent()) {
      try {
        place.get().add(report);
      } catch (IOException e) {
        String kept = "cannot keep the result in " + place.get().folder() + ": " + e;
        failure =
            Optional.of(
                new IOException(failure.map(it -> it.getMessage() + "\n").orElse("") + kept, e));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
