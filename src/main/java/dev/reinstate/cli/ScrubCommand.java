package dev.reinstate.cli;

import dev.reinstate.apply.lease.LeaseHeldException;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.RunOptions;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.report.Job;
import dev.reinstate.report.RunReport;
import dev.reinstate.revision.Permission;
import dev.reinstate.scrub.ScrubRun;
import dev.reinstate.scrub.Universe;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Proof that images are whole. */
@Command(
    name = "scrub",
    description =
        "Prove from outside that every image can be pulled: its manifests, its blobs and what"
            + " belongs to it; with --confirm, heal what is not whole.",
    mixinStandardHelpOptions = true)
final class ScrubCommand implements Callable<Integer> {

  private final ProcessContext context;

  @Mixin private RunOptions options;
  @Mixin private ScrubOptions scrub;

  ScrubCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, UsageException, LeaseHeldException {
    try (Resources resources = new Resources()) {
      UsageProblems problems = new UsageProblems();
      RunOptions.Request request = options.read(context, resources, problems);
      ScrubOptions.Request asked = scrub.read(problems);
      problems.throwIfAny();

      RunInputs given = new RunInputs(request, Optional.empty(), request.snapshot(context.clock()));
      given.warnings(context.clock().instant()).forEach(context.err()::println);
      Inputs inputs = given.inputs(new Permission(/* tagMoves= */ false, /* removals= */ false));
      Proven proven =
          Proven.load(
              request.settings().snapshot(),
              inputs.desired(),
              request.included(),
              given.scope(),
              context);
      Universe universe = proven.universe();
      RegistryRun run = RegistryRun.open(context, request.settings(), resources);
      ScrubEstimate estimate =
          ScrubEstimate.of(universe, proven.requestsPerImage(asked.level()), run);
      estimate.say(asked.budget(), context.err());
      ScrubRun.Outcomes outcomes =
          run.scrub(
              inputs, universe, proven.order(asked.level(), request.settings().writes()), asked);
      proven.add(outcomes.proof());
      ScrubEstimate.sayCost(outcomes.proof().counts(), context.err());
      RunReport report =
          run.report(
              Job.SCRUB,
              proven.judge(outcomes.result(), request.maxAge()),
              proven.line(),
              options.arguments());
      options.write(report, context);
      return ExitCode.of(report.result(), /* exitOnDrift= */ true).value();
    }
  }
}
