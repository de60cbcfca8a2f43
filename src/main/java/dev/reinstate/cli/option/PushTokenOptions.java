package dev.reinstate.cli.option;

import dev.reinstate.audit.push.GooglePushTokens;
import dev.reinstate.audit.push.PushTokens;
import dev.reinstate.cli.console.ProcessContext;
import picocli.CommandLine.Option;

/** Whose pushes a service takes. */
public final class PushTokenOptions {

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

  public PushTokens tokens(ProcessContext context, UsageProblems problems) {
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
        audience, model, behindCloudRun, GooglePushTokens.CERTIFICATES, context.clock());
  }
}
