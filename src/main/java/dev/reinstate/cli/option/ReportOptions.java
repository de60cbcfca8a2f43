package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.form.Artifacts;
import dev.reinstate.report.form.JsonReport;
import dev.reinstate.report.form.Palette;
import dev.reinstate.report.form.TextReport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** In which forms a run is reported, and where. */
public final class ReportOptions {

  /** What Prow's links lens makes a link of. */
  private static final ImmutableSet<String> LINKABLE = ImmutableSet.of("https", "gs");

  @Option(
      names = "--json",
      description = "the plan (dry run) or the result (confirmed) as JSON on standard output")
  private boolean json;

  @Option(
      names = "--artifacts",
      paramLabel = "DIR",
      description =
          "where plan.json, result.json, report.html, junit_reinstate.xml and metadata.json go;"
              + " where signatures are asked for also unsigned.txt and unattested.txt"
              + " (default: $ARTIFACTS, if set)")
  private Path artifacts;

  @Option(
      names = "--artifacts-url",
      paramLabel = "URL",
      description = "where that directory can be reached (https:// or gs://): writes a link")
  private URI artifactsUrl;

  @Option(
      names = {"-v", "--verbose"},
      description = "show every line of long lists")
  private boolean verbose;

  /** Sees too that what shall be written has a place, before anything is done. */
  public void check(ProcessContext context, UsageProblems problems) {
    if (artifactsUrl != null
        && (!LINKABLE.contains(String.valueOf(artifactsUrl.getScheme()))
            || artifactsUrl.getAuthority() == null)) {
      problems.add("--artifacts-url: '" + artifactsUrl + "' is neither https:// nor gs://");
    }
    problems
        .check("$ARTIFACTS", () -> artifacts(context), Optional.<Path>empty())
        .filter(directory -> Files.exists(directory) && !Files.isDirectory(directory))
        .ifPresent(file -> problems.add("--artifacts: " + file + " is no directory"));
  }

  public void write(ReportModel model, ProcessContext context) throws IOException {
    Palette ofErr = palette(context, "REINSTATE_TERMINAL");
    if (json) {
      print(model, context.err(), ofErr);
      writeJson(model, context.out());
    } else {
      print(model, context.out(), palette(context, "REINSTATE_OUTPUT_TERMINAL"));
    }
    if (!json && confirmed(model) && context.output().failure().isPresent()) {
      print(model, context.err(), ofErr);
    }
    writeArtifacts(() -> model, context);
  }

  /**
   * Writes the artifacts alone, where a run leaves any.
   *
   * @param model is asked only then
   */
  public void writeArtifacts(Supplier<ReportModel> model, ProcessContext context)
      throws IOException {
    Optional<Path> directory = artifacts(context);
    if (directory.isPresent()) {
      Artifacts.write(model.get(), directory.get(), Optional.ofNullable(artifactsUrl));
    }
  }

  /**
   * Coloured where {@code scripts/reinstate} found that a human sees the stream on a terminal.
   * NO_COLOR is honoured: https://no-color.org.
   */
  private static Palette palette(ProcessContext context, String terminal) {
    boolean refused = !context.environment().getOrDefault("NO_COLOR", "").isEmpty();
    boolean seen = context.environment().containsKey(terminal);
    return seen && !refused ? Palette.COLOURED : Palette.PLAIN;
  }

  private void print(ReportModel model, PrintStream text, Palette palette) {
    new TextReport(new PrintWriter(text, false, StandardCharsets.UTF_8), palette, verbose)
        .print(model);
  }

  private Optional<Path> artifacts(ProcessContext context) {
    String variable = context.environment().getOrDefault("ARTIFACTS", "");
    if (artifacts != null) {
      return Optional.of(artifacts);
    }
    return variable.isEmpty() ? Optional.empty() : Optional.of(Path.of(variable));
  }

  private static void writeJson(ReportModel model, OutputStream out) throws IOException {
    if (confirmed(model)) {
      JsonReport.writeResult(model, out);
    } else {
      JsonReport.writePlan(model, out);
    }
  }

  private static boolean confirmed(ReportModel model) {
    return model.result().mode() == Mode.CONFIRMED;
  }
}
