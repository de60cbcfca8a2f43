package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.apply.lease.LeaseHeldException;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.RunOptions;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.cli.report.EarlyArtifacts;
import dev.reinstate.cli.report.ResultsOption;
import dev.reinstate.cli.signature.SignatureOptions;
import dev.reinstate.cli.signature.SignatureRun;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Finding;
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
import picocli.CommandLine.Option;

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
  @Mixin private SignatureOptions policy;
  @Mixin private ResultsOption results;

  @Option(
      names = "--signatures",
      description =
          "also check what is attached to every whole image that --signature-policy speaks of")
  private boolean signatures;

  ScrubCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, UsageException, LeaseHeldException {
    try (Resources resources = new Resources()) {
      UsageProblems problems = new UsageProblems();
      RunOptions.Request request = options.read(context, resources, problems);
      ScrubOptions.Request asked =
          scrub.read(request.settings().registries().network().plainHosts(), problems);
      Optional<SignatureOptions.Request> signed = policy.read(signatures, problems);
      SignatureOptions.check(signed, request.manifests().desired(), problems, context.err());
      Optional<ResultsOption.Place> kept = results.open(request, context, resources, problems);
      problems.throwIfAny();
      ResultsOption.check(kept);

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
      RegistryRun run =
          RegistryRun.open(
              context, request.settings().withUploads(SignatureOptions.uploads(signed)), resources);
      EarlyArtifacts early =
          resources.own(
              new EarlyArtifacts(
                  options,
                  () -> run.reportSoFar(Job.SCRUB, inputs, ImmutableSet.of(), options.arguments()),
                  context));
      Optional<SignatureRun> check =
          signed.isPresent()
              ? Optional.of(check(run, signed.get(), inputs, universe))
              : Optional.empty();
      ScrubEstimate estimate =
          ScrubEstimate.of(universe, proven.requestsPerImage(asked.level()), run);
      estimate.say(asked.budget(), context.err());
      ScrubRun.Outcomes outcomes =
          run.scrub(
              inputs,
              universe,
              proven.order(asked.level(), request.settings().writes()),
              asked,
              image -> check.ifPresent(signing -> signing.check(image)),
              run.policy(signed, inputs.agreed(), request.manifests().locations()));
      ImmutableList<Finding> findings =
          check.map(signing -> signing.check().findings()).orElse(ImmutableList.of());
      proven.add(outcomes.proof());
      ScrubEstimate.sayCost(outcomes.proof().counts(), context.err());
      RunReport report =
          run.report(
              Job.SCRUB,
              proven.judge(outcomes.result().with(findings), request.maxAge()),
              proven.line(),
              Optional.empty(),
              options.arguments());
      early.close();
      ExitCode code = ExitCode.of(report.result(), /* exitOnDrift= */ true);
      return ResultsOption.write(report, code, options, kept, context).value();
    }
  }

  private SignatureRun check(
      RegistryRun run, SignatureOptions.Request signed, Inputs inputs, Universe universe)
      throws UsageException {
    ImmutableSet<Repository> places =
        universe.images().stream()
            .map(image -> signed.policy().placeOf(image.repository()))
            .collect(ImmutableSet.toImmutableSet());
    return new SignatureRun(
        inputs, run.signatures(signed, inputs.agreed(), places), Progress.NONE, context.stop());
  }
}
