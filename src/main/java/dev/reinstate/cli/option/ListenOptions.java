package dev.reinstate.cli.option;

import dev.reinstate.cli.console.ProcessContext;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a service listens, and under which project its traces are. */
public final class ListenOptions {

  private static final String DEFAULT_PORT = "8080";
  private static final int HIGHEST_PORT = 65_535;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "where to listen, 0 for any free port (default: $PORT, else 8080)")
  private String port;

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      description =
          "the Google Cloud project that traces of requests are in (default:"
              + " $CIP_AUDIT_GCP_PROJECT_ID, else $GOOGLE_CLOUD_PROJECT)")
  private String project;

  public int port(ProcessContext context, UsageProblems problems) {
    String text = new Variables(context.environment()).orElse(port, "PORT").orElse(DEFAULT_PORT);
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= HIGHEST_PORT) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    problems.add("--port: '" + text + "' is not a port");
    return 0;
  }

  public Optional<String> project(ProcessContext context) {
    return new Variables(context.environment())
        .orElse(project, "CIP_AUDIT_GCP_PROJECT_ID", "GOOGLE_CLOUD_PROJECT");
  }
}
