package dev.reinstate.cli.option;

import dev.reinstate.reconcile.gate.GateLimits;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How large a plan may be. */
public final class GateOptions {

  @Option(
      names = "--max-tag-moves",
      paramLabel = "N",
      description = "refuse a plan that moves more tags (default: ${DEFAULT-VALUE})",
      defaultValue = "25")
  private int maxTagMoves;

  @Option(
      names = "--max-missing",
      paramLabel = "PCT",
      description =
          "refuse a plan when more than 10 images and more than this share of a destination's"
              + " images are missing, or as many of its tags (default: ${DEFAULT-VALUE})",
      defaultValue = "20")
  private int maxMissing;

  @Option(
      names = "--approve",
      paramLabel = "PLANID",
      description = "let exactly this plan through, whatever its size")
  private String approved;

  public GateLimits limits(UsageProblems problems) {
    problems.addIfLess("--max-tag-moves", maxTagMoves, 0);
    if (maxMissing < 0 || maxMissing > 100) {
      problems.add("--max-missing: " + maxMissing + " is not a percentage");
    }
    if (approved != null && !approved.matches("[0-9a-f]{64}")) {
      problems.add("--approve: '" + approved + "' is not the id of a plan (64 hex digits)");
    }
    return new GateLimits(maxTagMoves, maxMissing, Optional.ofNullable(approved));
  }
}
