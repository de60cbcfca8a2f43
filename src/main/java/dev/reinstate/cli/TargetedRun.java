package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.lease.LeaseHeldException;
import dev.reinstate.audit.Healer;
import dev.reinstate.audit.followed.ReferenceState;
import dev.reinstate.audit.followed.ReferenceStateSource;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.RunSettings;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Result;
import dev.reinstate.report.Job;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.form.Palette;
import dev.reinstate.report.form.TextReport;
import dev.reinstate.text.ShellCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main job for one repository, after an event in it was rejected. It ends in the log. */
final class TargetedRun implements Healer.Repair {

  private static final Logger LOG = LoggerFactory.getLogger(TargetedRun.class);

  private final ProcessContext context;
  private final ReferenceStateSource truths;
  private final RunSettings settings;
  private final ImmutableList<String> reconcile;

  /**
   * @param reconcile program and arguments of the same by hand, but for the repository
   */
  TargetedRun(
      ProcessContext context,
      ReferenceStateSource truths,
      RunSettings settings,
      ImmutableList<String> reconcile) {
    this.context = context;
    this.truths = truths;
    this.settings = settings;
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
    RegistryRun run = RegistryRun.open(context, settings, resources);
    Result result =
        run.reconcile(
            inputs(reference),
            repository::equals,
            new PlanOptions(/* allowTagMoves= */ false, /* restoreUnmanaged= */ false));
    return run.report(
        Job.RECONCILE, result, Optional.empty(), Optional.empty(), arguments(repository));
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
