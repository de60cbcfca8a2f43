package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.console.ConsoleProgress;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.AsOfOption;
import dev.reinstate.cli.option.GraceOption;
import dev.reinstate.cli.option.ManifestOptions;
import dev.reinstate.cli.option.NetworkOptions;
import dev.reinstate.cli.option.RegistryOptions;
import dev.reinstate.cli.option.ReportOptions;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.RunOptions;
import dev.reinstate.cli.option.RunSettings;
import dev.reinstate.cli.option.ScopeOptions;
import dev.reinstate.cli.option.ShardOption;
import dev.reinstate.cli.option.StoreOption;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.cli.signature.LiveSignatures;
import dev.reinstate.cli.signature.SignatureOptions;
import dev.reinstate.cli.signature.SignatureRun;
import dev.reinstate.cli.signature.StoredSignatures;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.reconcile.gate.GateLimits;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.report.Job;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.revision.Permission;
import dev.reinstate.scrub.Subject;
import dev.reinstate.scrub.Universe;
import dev.reinstate.signature.PolicyCheck;
import dev.reinstate.signature.SignaturePolicy;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether images are signed by whom a policy says. */
@Command(
    name = "verify",
    description =
        "Check what is attached to every image that the policy speaks of: signatures, attestations"
            + " and SBOMs, each once at its place; exit 4 when one is missing or not right.",
    mixinStandardHelpOptions = true)
final class SignaturesVerifyCommand implements Callable<Integer> {

  private final ProcessContext context;

  @Spec private CommandSpec command;

  @Mixin private ManifestOptions manifests;
  @Mixin private SignatureOptions signatures;
  @Mixin private StoreOption snapshot;
  @Mixin private AsOfOption asOf;
  @Mixin private ScopeOptions scope;
  @Mixin private ShardOption shards;
  @Mixin private NetworkOptions network;
  @Mixin private RegistryOptions registry;
  @Mixin private GraceOption grace;
  @Mixin private ReportOptions reports;

  @Option(
      names = "--stored",
      description = "ask no registry: check what the snapshot holds, by itself")
  private boolean stored;

  SignaturesVerifyCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    try (Resources resources = new Resources()) {
      UsageProblems problems = new UsageProblems();
      Optional<SignatureOptions.Request> asked = signatures.read(problems);
      UploadTimes uploads = SignatureOptions.uploads(asked);
      RunOptions.Request request = request(uploads, resources, problems);
      SignatureOptions.check(asked, request.manifests().desired(), problems, context.err());
      problems.throwIfAny();

      SignaturePolicy policy = asked.orElseThrow().policy();
      RunInputs given = new RunInputs(request, Optional.empty(), loaded(request, policy));
      given.warnings(context.clock().instant()).forEach(context.err()::println);
      Inputs inputs = given.inputs(new Permission(/* tagMoves= */ false, /* removals= */ false));
      ImmutableList<Subject> images =
          Universe.of(
                  inputs.desired(),
                  given.scope().and(repository -> policy.rule(repository).isPresent()))
              .images();
      RegistryClient client = resources.own(RegistryClient.open(request.settings().registries()));
      Result result =
          stored
              ? stored(inputs, images, asked.get(), request.settings().snapshot().orElseThrow())
              : live(inputs, images, asked.get(), client, uploads);
      RunReport report =
          new RunReport(
              result,
              client.traffic(),
              context.clock().instant(),
              arguments(),
              network.rewrites(),
              Job.SIGNATURES,
              Optional.empty());
      reports.write(ReportModel.of(report), context);
      return ExitCode.of(result, /* exitOnDrift= */ false).value();
    }
  }

  private RunOptions.Request request(
      UploadTimes uploads, Resources resources, UsageProblems problems) {
    LoadedManifests loaded = manifests.load(problems);
    Predicate<Repository> included = scope.scope(problems);
    NetworkOptions.Reach reach = network.read(context, problems);
    Optional<Shard> shard = shards.shard(context, problems);
    RegistrySettings registries =
        ShardOption.shared(registry.settings(context, reach, problems), shard).withUploads(uploads);
    Optional<SnapshotStore> store =
        resources.own(snapshot.open(reach.google(), context.storageWaits(), problems));
    Optional<Instant> moment = asOf.moment(problems);
    reports.check(context, problems);
    grace.apply(context.stop(), problems);
    if (!signatures.given()) {
      problems.add("--signature-policy=FILE: say who must have signed what");
    }
    if (stored && store.isEmpty()) {
      problems.add("--stored: name the snapshot by --snapshot=URI");
    }
    return new RunOptions.Request(
        loaded,
        included,
        shard,
        moment,
        Optional.empty(),
        reach.google(),
        new RunSettings(
            Mode.DRY_RUN,
            new GateLimits(0, 0, Optional.empty()),
            registries,
            network.rewrites(),
            store,
            Optional.empty(),
            ImmutableList.of(),
            /* copyNondistributable= */ false));
  }

  /** With the places where what is attached to the images is kept. */
  private Optional<LoadedSnapshot> loaded(RunOptions.Request request, SignaturePolicy policy)
      throws IOException, UsageException {
    Optional<SnapshotStore> store = request.settings().snapshot();
    if (store.isEmpty()) {
      return Optional.empty();
    }
    ImmutableSet<Repository> places =
        request.manifests().desired().repositories().keySet().stream()
            .filter(request.included())
            .map(policy::placeOf)
            .collect(ImmutableSet.toImmutableSet());
    try {
      return Optional.of(
          AsOfOption.load(
              store.get(),
              request.asOf(),
              request.included().or(places::contains),
              context.clock()));
    } catch (CancelledException e) {
      return Optional.empty();
    }
  }

  private Result live(
      Inputs inputs,
      ImmutableList<Subject> images,
      SignatureOptions.Request asked,
      RegistryClient client,
      UploadTimes uploads)
      throws UsageException {
    ImmutableSet<Repository> listed = listed(images, asked.policy());
    LiveSignatures live = LiveSignatures.of(client, asked, inputs.agreed(), listed, uploads);
    live.list(listed, new ConsoleProgress(context), context.stop());
    return run(inputs, live.check()).run(images);
  }

  /** Where attachments are kept; and, where age matters, wherever else the images are. */
  private static ImmutableSet<Repository> listed(
      ImmutableList<Subject> images, SignaturePolicy policy) {
    ImmutableSet.Builder<Repository> listed = ImmutableSet.builder();
    for (Subject image : images) {
      listed.add(policy.placeOf(image.repository()));
      if (policy.rule(image.repository()).orElseThrow().since().isPresent()) {
        listed.add(image.repository());
      }
    }
    return listed.build();
  }

  private Result stored(
      Inputs inputs,
      ImmutableList<Subject> images,
      SignatureOptions.Request asked,
      SnapshotStore store)
      throws UsageException {
    MergeBase agreed = inputs.agreed();
    ImmutableList<Subject> known =
        images.stream()
            .filter(image -> isKnown(agreed, image))
            .collect(ImmutableList.toImmutableList());
    if (known.size() < images.size()) {
      context
          .err()
          .printf(
              "the snapshot does not know %,d of %,d images, which are not checked%n",
              images.size() - known.size(), images.size());
    }
    return run(inputs, StoredSignatures.check(store, agreed, asked)).run(known);
  }

  private static boolean isKnown(MergeBase agreed, Subject image) {
    MergeBaseImage known = agreed.get(image.repository()).images().get(image.digest());
    return known != null && known.wasSeen();
  }

  private SignatureRun run(Inputs inputs, PolicyCheck check) {
    return new SignatureRun(inputs, check, new ConsoleProgress(context), context.stop());
  }

  /** The command line, as the user gave it. */
  private ImmutableList<String> arguments() {
    return ImmutableList.copyOf(command.root().commandLine().getParseResult().originalArgs());
  }
}
