package dev.reinstate.cli.option;

import dev.reinstate.audit.push.GooglePushTokens;
import dev.reinstate.audit.push.PushTokens;
import dev.reinstate.cli.console.ProcessContext;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a service takes pushes, whose, and under which project their traces are. */
public final class PushOptions {

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

  @Option(
      names = "--audience",
      paramLabel = "AUDIENCE",
      description = "take only pushes with a token for this audience; with --push-account")
  private String audience;

  @Option(
      names = "--push-account",
      paramLabel = "EMAIL",
      description = "the service account that the token must be of; with --audience")
  private String model;

  @Option(
      names = "--behind-cloud-run-iam",
      description =
          "believe a token whose signature Cloud Run took out: only for a service that was deployed"
              + " with --no-allow-unauthenticated, where Cloud Run has checked it")
  private boolean behindCloudRun;

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

  public PushTokens tokens(
      ProcessContext context, NetworkOptions.Reach reach, UsageProblems problems) {
    if (behindCloudRun && (audience == null || model == null)) {
      problems.add(
          "--behind-cloud-run-iam: there is no token to believe without --audience and"
              + " --push-account");
    }
    if (audience == null && model == null) {
      return PushTokens.NOT_ASKED_FOR;
    }
    if (audience == null || model == null) {
      problems.add("--audience, --push-account: give both, or leave tokens to Cloud Run");
      return PushTokens.NOT_ASKED_FOR;
    }
    return new GooglePushTokens(
        audience,
        model,
        behindCloudRun,
        GooglePushTokens.CERTIFICATES,
        reach.google().transports(),
        context.clock());
  }
}
