package dev.reinstate.cli.report;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.RunOptions;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.form.JsonReport;
import dev.reinstate.report.merge.ResultName;
import dev.reinstate.storage.DocumentFolder;
import dev.reinstate.storage.Stores;
import dev.reinstate.text.FileFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where runs keep their results for who joins them. */
public final class ResultsOption {

  /** So many runs of one shard do not end in one millisecond. */
  private static final int ATTEMPTS = 10;

  /** No name of a result begins with it or with what sorts after it. */
  private static final String AFTER_ALL = "~";

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

  /** Opens it, if the user named one; nothing is asked of it yet. */
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

  /**
   * Before the first request: lists what is there after every result, which shows that it can be
   * reached.
   */
  public static void check(Optional<Place> place) throws IOException {
    if (place.isEmpty()) {
      return;
    }
    try {
      var unused = place.get().folder().documents().names(AFTER_ALL);
    } catch (CancelledException e) {
      // A run that is stopped before it began says so itself.
    } catch (IOException e) {
      throw new IOException("--results: " + FileFailure.said(e), e);
    }
  }

  /**
   * Reports a run; what fails in one place keeps nothing from the other.
   *
   * @param code what the run amounts to
   * @return the same; where the result could not be kept, which is said, a fault in the place of
   *     success, and no other code is hidden by it
   */
  public static ExitCode write(
      RunReport report,
      ExitCode code,
      RunOptions options,
      Optional<Place> place,
      ProcessContext context)
      throws IOException {
    boolean kept;
    try {
      options.write(report, context);
    } finally {
      kept = keep(report, place, context);
    }
    return kept || code != ExitCode.DONE ? code : ExitCode.UNEXPECTED;
  }

  private static boolean keep(RunReport report, Optional<Place> place, ProcessContext context) {
    if (place.isEmpty()) {
      return true;
    }
    try {
      place.get().add(report);
      return true;
    } catch (IOException e) {
      return lost(place.get(), FileFailure.said(e), context);
    } catch (CancelledException e) {
      return lost(place.get(), "the run was stopped, and nothing answered", context);
    }
  }

  private static boolean lost(Place place, String why, ProcessContext context) {
    context.err().println("cannot keep the result in " + place.folder() + ": " + why);
    return false;
  }
}
