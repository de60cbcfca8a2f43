package dev.reinstate.cli;

import dev.reinstate.reconcile.Mode;
import dev.reinstate.report.JsonReport;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.TextReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** In which forms a run is reported, and where. */
final class ReportOptions {

  @Option(
      names = "--json",
      description = "the plan (dry run) or the result (confirmed) as JSON on standard output")
  private boolean json;

  @Option(
      names = "--artifacts",
      paramLabel = "DIR",
      description = "where plan.json and result.json go (default: $ARTIFACTS, if set)")
  private Path artifacts;

  @Option(
      names = {"-v", "--verbose"},
      description = "show every line of long lists")
  private boolean verbose;

  void write(RunReport report, Surroundings surroundings) throws IOException {
    PrintStream text = json ? surroundings.err() : surroundings.out();
    new TextReport(new PrintWriter(text, false, StandardCharsets.UTF_8), verbose).print(report);
    if (json) {
      writeJson(report, surroundings.out());
    }
    Optional<Path> directory = artifacts(surroundings);
    if (directory.isPresent()) {
      writeArtifacts(report, directory.get());
    }
  }

  private Optional<Path> artifacts(Surroundings surroundings) {
    String variable = surroundings.environment().getOrDefault("ARTIFACTS", "");
    if (artifacts != null) {
      return Optional.of(artifacts);
    }
    return variable.isEmpty() ? Optional.empty() : Optional.of(Path.of(variable));
  }

  private static void writeJson(RunReport report, OutputStream out) throws IOException {
    if (report.result().mode() == Mode.CONFIRMED) {
      JsonReport.writeResult(report, out);
    } else {
      JsonReport.writePlan(report, out);
    }
  }

  private static void writeArtifacts(RunReport report, Path directory) throws IOException {
    Files.createDirectories(directory);
    try (OutputStream plan = open(directory.resolve("plan.json"));
        OutputStream result = open(directory.resolve("result.json"))) {
      JsonReport.writePlan(report, plan);
      JsonReport.writeResult(report, result);
    }
  }

  private static OutputStream open(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file));
  }
}
