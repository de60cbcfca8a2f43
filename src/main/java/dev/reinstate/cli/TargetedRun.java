package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.ActionWriter;
import dev.reinstate.apply.DryRunWriter;
import dev.reinstate.apply.lease.LeaseHeldException;
import dev.reinstate.apply.restore.BlobSpool;
import dev.reinstate.audit.Healer;
import dev.reinstate.audit.followed.ReferenceState;
import dev.reinstate.audit.followed.ReferenceStateSource;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.LeaseOption;
import dev.reinstate.cli.option.RepairOptions;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.wire.Fence;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.form.Palette;
import dev.reinstate.report.form.TextReport;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.text.ShellCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main job for one repository, after an event in it was rejected. It ends in the log. */
final class TargetedRun implements Healer.Repair {

  private static final Logger LOG = LoggerFactory.getLogger(TargetedRun.class);

  private final ProcessContext context;
  private final ReferenceStateSource truths;
  private final RegistrySettings registries;
  private final ImmutableList<String> rewrites;
  private final Optional<SnapshotStore> snapshot;
  private final RepairOptions.Repairs repairs;
  private final ImmutableList<String> reconcile;

  /**
   * @param rewrites those of {@code registries}, as the user gave them
   * @param reconcile program and arguments of the same by hand, but for the repository
   */
  TargetedRun(
      ProcessContext context,
      ReferenceStateSource truths,
      RegistrySettings registries,
      ImmutableList<String> rewrites,
      Optional<SnapshotStore> snapshot,
      RepairOptions.Repairs repairs,
      ImmutableList<String> reconcile) {
    this.context = context;
    this.truths = truths;
    this.registries = registries;
    this.rewrites = rewrites;
    this.snapshot = snapshot;
    this.repairs = repairs;
    this.reconcile = reconcile;
  }

  @Override
  public void run(Repository repository) {
    try (Resources resources = new Resources()) {
      RunReport report = report(repository, resources);
      log(repository, report);
      if (report.result().stopped()) {
        LOG.warn("{} is not repaired to the end: stopped\n→ {}", repository, byHand(repository));
      }
    } catch (IOException | LeaseHeldException e) {
      LOG.warn("{} is not repaired: {}\n→ {}", repository, e.getMessage(), byHand(repository));
    } catch (CancelledException e) {
      LOG.warn("{} is not repaired: stopped\n→ {}", repository, byHand(repository));
    }
  }

  private RunReport report(Repository repository, Resources resources)
      throws IOException, LeaseHeldException {
    ReferenceState reference = truths.fresh();
    RegistryClient client = resources.own(RegistryClient.open(registries, fence(resources)));
    MainJob job = new MainJob(context, client);
    Result result =
        job.reconciler(
                repository::equals,
                new PlanOptions(/* allowTagMoves= */ false, /* restoreUnmanaged= */ false),
                repairs.limits(),
                announcement(),
                writer(job, client, reference, resources),
                repairs.mode())
            .run(inputs(reference));
    return new RunReport(
        result, client.traffic(), context.clock().instant(), arguments(repository), rewrites);
  }

  /** How many manifests there are is said in files only, and none is written. */
  private static Inputs inputs(ReferenceState reference) {
    return new Inputs(
        reference.desired(),
        /* manifests= */ 0,
        ImmutableList.of(),
        reference.agreed(),
        Optional.empty(),
        Optional.empty());
  }

  private Fence fence(Resources resources) throws IOException, LeaseHeldException {
    return isDry() ? Fence.OPEN : LeaseOption.fence(repairs.lease(), context, resources);
  }

  private Consumer<Plan> announcement() {
    return isDry() || snapshot.isEmpty()
        ? plan -> {}
        : new JournalAnnouncement(snapshot.get(), context);
  }

  private ActionWriter writer(
      MainJob job, RegistryClient client, ReferenceState reference, Resources resources)
      throws IOException {
    return isDry()
        ? new DryRunWriter()
        : job.confirmed(
            client.writer(MainJob.accounts(reference.desired())),
            snapshot,
            resources.own(BlobSpool.create()),
            /* copyNondistributable= */ false);
  }

  private boolean isDry() {
    return repairs.mode() == Mode.DRY_RUN;
  }

  private static void log(Repository repository, RunReport report) {
    StringWriter text = new StringWriter();
    new TextReport(new PrintWriter(text), Palette.PLAIN, /* unfolded= */ false)
        .print(ReportModel.of(report));
    Result result = report.result();
    if (result.refused() || result.partial()) {
      LOG.warn("Repair of {}\n{}", repository, text);
    } else {
      LOG.info("Repair of {}\n{}", repository, text);
    }
  }

  private ImmutableList<String> arguments(Repository repository) {
    return ImmutableList.<String>builder()
        .addAll(reconcile.subList(1, reconcile.size()))
        .add("--include=" + repository)
        .build();
  }

  private ShellCommand byHand(Repository repository) {
    return ShellCommand.of(reconcile).with("--include=" + repository, "--confirm");
  }
}
