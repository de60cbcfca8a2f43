package dev.reinstate.cli;

import dev.reinstate.audit.GooglePushTokens;
import dev.reinstate.audit.PushTokens;
import picocli.CommandLine.Option;

/** Whose pushes a service takes. */
final class PushTokenOptions {

  @Option(
      names = "--audience",
      paramLabel = "AUDIENCE",
      description = "take only pushes with a token for this audience; with --push-account")
  private String audience;

  @Option(
      names = "--push-account",
      paramLabel = "EMAIL",
      description = "the service account that the token must be of; with --audience")
  private String account;

  PushTokens tokens(Surroundings surroundings, UsageProblems problems) {
    if (audience == null && account == null) {
      return PushTokens.NOT_ASKED_FOR;
    }
    if (audience == null || account == null) {
      problems.add("--audience, --push-account: give both, or leave tokens to Cloud Run");
      return PushTokens.NOT_ASKED_FOR;
    }
    return new GooglePushTokens(
        audience,
        account,
        behindCloudRun(surroundings),
        GooglePushTokens.CERTIFICATES,
        surroundings.clock());
  }

  /** https://cloud.google.com/run/docs/container-contract#services-env-vars. */
  private static boolean behindCloudRun(Surroundings surroundings) {
    return !surroundings.environment().getOrDefault("K_SERVICE", "").isEmpty();
  }
}
