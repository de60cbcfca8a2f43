package dev.reinstate.cli;

import dev.reinstate.apply.lease.LeaseHeldException;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.ChangeOptions;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.RunOptions;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.cli.report.EarlyArtifacts;
import dev.reinstate.cli.report.ResultsOption;
import dev.reinstate.cli.signature.PolicyVoice;
import dev.reinstate.cli.signature.SignatureOptions;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Result;
import dev.reinstate.report.Job;
import dev.reinstate.report.RunReport;
import dev.reinstate.revision.ManifestChange;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job. */
@Command(
    name = "reconcile",
    description =
        "Compare live registries with manifests and snapshot; with --confirm, put back what is"
            + " missing or moved. The default command.",
    mixinStandardHelpOptions = true)
final class ReconcileCommand implements Callable<Integer> {

  private final ProcessContext context;

  @Mixin private RunOptions options;
  @Mixin private ChangeOptions changes;
  @Mixin private SignatureOptions signatures;
  @Mixin private ResultsOption results;

  @Option(
      names = "--restore-unmanaged",
      description = "also bring back what the snapshot has and no manifest ever named")
  private boolean restoreUnmanaged;

  @Option(names = "--exit-on-drift", description = "exit 3 when a dry run finds actions")
  private boolean exitOnDrift;

  ReconcileCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, UsageException, LeaseHeldException {
    try (Resources resources = new Resources()) {
      UsageProblems problems = new UsageProblems();
      RunOptions.Request request = options.read(context, resources, problems);
      Optional<String> since = changes.revision(context, problems);
      Optional<SignatureOptions.Request> signed = signatures.read(problems);
      SignatureOptions.check(signed, request.manifests().desired(), problems, context.err());
      Optional<ResultsOption.Place> kept = results.open(request, context, resources, problems);
      problems.throwIfAny();
      ResultsOption.check(kept);

      Optional<ManifestChange> change =
          changes.change(options.manifests(), request.manifests(), since);
      RunInputs given = new RunInputs(request, change, request.snapshot(context.clock()));
      given.warnings(context.clock().instant()).forEach(context.err()::println);
      Inputs inputs = given.inputs(changes.permission());
      Proven proven =
          Proven.load(
              request.settings().snapshot(),
              inputs.desired(),
              request.included(),
              given.scope(),
              context);
      RegistryRun run =
          RegistryRun.open(
              context, request.settings().withUploads(SignatureOptions.uploads(signed)), resources);
      EarlyArtifacts early =
          resources.own(new EarlyArtifacts(options, soFar(run, given, inputs), context));
      PolicyVoice policy = run.policy(signed, inputs.agreed(), request.manifests().locations());
      Result result =
          run.reconcile(
              inputs,
              given.scope(),
              new PlanOptions(changes.allowTagMoves(), restoreUnmanaged),
              policy);
      RunReport report =
          run.report(
              Job.RECONCILE,
              proven.judge(result, request.maxAge()),
              proven.line(),
              policy.coverage().get(),
              options.arguments());
      early.close();
      ExitCode code = ExitCode.of(report.result(), exitOnDrift);
      return ResultsOption.write(report, code, options, kept, context).value();
    }
  }

  private Supplier<RunReport> soFar(RegistryRun run, RunInputs given, Inputs inputs) {
    return () ->
        run.reportSoFar(
            Job.RECONCILE,
            inputs,
            inputs.desired().repositories().keySet().stream().filter(given.scope()).toList(),
            options.arguments());
  }
}
