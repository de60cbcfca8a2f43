package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.ActionWriter;
import dev.reinstate.apply.DryRunWriter;
import dev.reinstate.apply.PlanApplier;
import dev.reinstate.apply.RequestEstimate;
import dev.reinstate.apply.SnapshotBlobs;
import dev.reinstate.apply.lease.LeaseHeldException;
import dev.reinstate.apply.restore.BlobSpool;
import dev.reinstate.apply.restore.HealingWriter;
import dev.reinstate.apply.restore.RegistryActionWriter;
import dev.reinstate.cli.console.ConsoleProgress;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.LeaseOption;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.RunSettings;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.signature.LiveSignatures;
import dev.reinstate.cli.signature.PolicyVoice;
import dev.reinstate.cli.signature.SignatureOptions;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.inventory.Inventory;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.ManifestLocations;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.proof.ProofLevel;
import dev.reinstate.reconcile.GuardedApplier;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Reconciler;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.SoFar;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.registry.pace.Limits;
import dev.reinstate.registry.pace.PlannedLoad;
import dev.reinstate.registry.wire.Fence;
import dev.reinstate.report.Job;
import dev.reinstate.report.RunReport;
import dev.reinstate.scrub.ScrubRun;
import dev.reinstate.scrub.StoredContent;
import dev.reinstate.scrub.Subject;
import dev.reinstate.scrub.Universe;
import dev.reinstate.signature.PolicyCheck;
import dev.reinstate.signature.coverage.Coverage;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A run over the registries, wired: a dry one, or a confirmed one with all that writing takes. */
final class RegistryRun {

  /** Repositories or actions under way; the registry client limits requests by host besides. */
  private static final int READS_AT_ONCE = 1024;

  private static final int ACTIONS_AT_ONCE = 256;
  private static final int LEAST_ACTIONS_AT_ONCE = 16;

  /** A request of an action waits for about so long, where hosts are far away. */
  private static final double ACTION_SECONDS = 0.25;

  private final ProcessContext context;
  private final RunSettings settings;
  private final RegistryClient client;
  private final Resources resources;
  private final Progress progress;

  private final SoFar soFar = new SoFar();

  /** From planning to applying. */
  private final FetchedManifests fetched = new FetchedManifests();

  private RegistryRun(
      ProcessContext context, RunSettings settings, RegistryClient client, Resources resources) {
    this.context = context;
    this.settings = settings;
    this.client = client;
    this.resources = resources;
    this.progress = new ConsoleProgress(context, client::requests);
  }

  /** Takes the lease if the run writes; it is given back with the resources. */
  static RegistryRun open(ProcessContext context, RunSettings settings, Resources resources)
      throws IOException, LeaseHeldException {
    Fence fence =
        settings.writes() ? LeaseOption.fence(settings.lease(), context, resources) : Fence.OPEN;
    RegistrySettings registries = settings.registries();
    if (settings.writes()) {
      Limits shared =
          LeaseOption.shared(registries.limits(), settings.siblings(), context, resources);
      registries = registries.withLimits(shared);
    }
    RegistryClient client = resources.own(RegistryClient.open(registries, fence));
    return new RegistryRun(context, settings, client, resources);
  }

  /**
   * One pass: list, plan, gate, apply, verify.
   *
   * @param scope the destination repositories to look at and to write to
   */
  Result reconcile(Inputs inputs, Predicate<Repository> scope, PlanOptions options)
      throws IOException {
    return reconcile(inputs, scope, options, PolicyVoice.SILENT);
  }

  /**
   * The same.
   *
   * @param policy has a say in it
   */
  Result reconcile(
      Inputs inputs, Predicate<Repository> scope, PlanOptions options, PolicyVoice policy)
      throws IOException {
    Reconciler reconciler =
        new Reconciler(
            inventory(reader()),
            scope,
            options,
            policy.admission(),
            applier(inputs.desired(), UnaryOperator.identity()),
            settings.mode(),
            context.clock(),
            context.stop());
    return reconciler.run(inputs, policy.inspection());
  }

  private Inventory inventory(RepositoryReader reader) {
    StopSignal stop = context.stop();
    return new Inventory(reader, new FanOut(READS_AT_ONCE, stop), progress, stop);
  }

  /**
   * What a policy has a say in.
   *
   * @param asked empty without a policy
   * @param locations where images are written
   */
  PolicyVoice policy(
      Optional<SignatureOptions.Request> asked, MergeBase agreed, ManifestLocations locations)
      throws UsageException {
    if (asked.isEmpty()) {
      return PolicyVoice.SILENT;
    }
    return PolicyVoice.of(
        asked.get(),
        new PolicyVoice.Eyes(
            client,
            inventory(client.reader()),
            agreed,
            settings.snapshot(),
            settings.registries().uploads(),
            locations,
            progress,
            context.stop()));
  }

  /**
   * One scrub: visit, plan, gate, heal, visit again.
   *
   * @param order the images to visit, by their numbers in the universe
   * @param whole is given every image that is
   * @param policy has a say in what is healed
   */
  ScrubRun.Outcomes scrub(
      Inputs inputs,
      Universe universe,
      int[] order,
      ScrubOptions.Request asked,
      Consumer<Subject> whole,
      PolicyVoice policy)
      throws IOException {
    ScrubRun.Eyes eyes =
        new ScrubRun.Eyes(
            client.probe(),
            client.mirrors(),
            asked.mirrored(),
            settings.snapshot().<StoredContent>map(SnapshotContent::new).orElse(StoredContent.NONE),
            client::requests,
            settings.copyNondistributable(),
            whole,
            policy.admission());
    return new ScrubRun(
            eyes,
            applier(inputs.desired(), plain -> healing(plain, asked.level())),
            settings.mode(),
            progress,
            context.clock(),
            context.stop())
        .run(inputs, universe, order, asked.level(), asked.budget());
  }

  /** Checks signatures in the registries; each of the places is listed when it is needed. */
  PolicyCheck signatures(
      SignatureOptions.Request asked, MergeBase agreed, Collection<Repository> places)
      throws UsageException {
    return LiveSignatures.of(client, asked, agreed, places, settings.registries().uploads())
        .check();
  }

  /**
   * Everything there is to say of a result.
   *
   * @param job what the run was for
   * @param whole what is proven of the images; empty where nothing could be known
   * @param coverage empty without a signature policy
   * @param arguments for commands to paste
   */
  RunReport report(
      Job job,
      Result result,
      Optional<String> whole,
      Optional<Coverage> coverage,
      ImmutableList<String> arguments) {
    return new RunReport(
        result,
        client.traffic(),
        context.clock().instant(),
        arguments,
        settings.rewrites(),
        job,
        whole,
        coverage);
  }

  /**
   * What there is to say before the end, as of a run that is stopped there.
   *
   * @param unread the repositories of which nothing may be concluded while there is no plan
   */
  RunReport reportSoFar(
      Job job, Inputs inputs, Collection<Repository> unread, ImmutableList<String> arguments) {
    return report(
        job,
        soFar.result(settings.mode(), inputs, unread),
        Optional.empty(),
        Optional.empty(),
        arguments);
  }

  /** What so many requests mean for each host. */
  ImmutableList<PlannedLoad> plannedLoad(Map<Repository, Long> requests) {
    return client.plannedLoad(requests);
  }

  /** What a confirmed run is about to copy, it fetches at once. */
  private RepositoryReader reader() {
    return settings.writes() ? client.reader(fetched) : client.reader();
  }

  /** Tells auditors and whoever watches, before the first write, what a plan is about to do. */
  private void announce(Plan plan) {
    if (settings.writes()) {
      settings.snapshot().ifPresent(store -> new JournalAnnouncement(store, context).of(plan));
    }
    sayLoad(plan);
  }

  /** Applies plans, or says of each action that it was not tried. */
  private GuardedApplier applier(DesiredState desired, UnaryOperator<ActionWriter> around)
      throws IOException {
    ActionWriter writer = settings.writes() ? around.apply(writer(desired)) : new DryRunWriter();
    StopSignal stop = context.stop();
    return new GuardedApplier(
        settings.limits(),
        this::announce,
        new PlanApplier(writer, new FanOut(actionsAtOnce(desired), stop), progress, stop),
        soFar,
        stop);
  }

  /**
   * No more than are served by what may be asked: an action that takes long has looked at its tag
   * so long ago that it must look again.
   */
  private int actionsAtOnce(DesiredState desired) {
    double rate = client.rate(desired.repositories().keySet());
    return (int) Math.clamp(rate * ACTION_SECONDS, LEAST_ACTIONS_AT_ONCE, ACTIONS_AT_ONCE);
  }

  /** Believes nothing to be healed that it has not read again. */
  private ActionWriter healing(ActionWriter plain, ProofLevel level) {
    return new HealingWriter(plain, client.probe(), level == ProofLevel.BYTES);
  }

  private ActionWriter writer(DesiredState desired) throws IOException {
    return new RegistryActionWriter(
        client.images(),
        fetched,
        client.writer(accounts(desired)),
        client.mirrors(),
        stored(settings.snapshot()),
        resources.own(BlobSpool.create()),
        settings.copyNondistributable(),
        context.clock());
  }

  /** As whom a confirmed run writes, where the manifests say so. */
  private static ServiceAccounts accounts(DesiredState desired) {
    return repository ->
        Optional.ofNullable(desired.repositories().get(repository))
            .flatMap(DesiredRepository::serviceAccount);
  }

  private static SnapshotBlobs stored(Optional<SnapshotStore> store) {
    return store
        .<SnapshotBlobs>map(found -> found::openBlob)
        .orElse(
            digest -> {
              throw new NoSuchFileException(digest.toString(), null, "no snapshot");
            });
  }

  /** Says before the first write how much there is to ask of whom. */
  private void sayLoad(Plan plan) {
    for (PlannedLoad load : plannedLoad(RequestEstimate.of(plan))) {
      context
          .err()
          .printf(
              "applying takes about %,d requests to %s, %,d s%n",
              load.requests(), load.host(), load.duration().plusMillis(999).toSeconds());
    }
  }
}
