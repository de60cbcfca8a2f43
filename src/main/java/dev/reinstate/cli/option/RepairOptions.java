package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.gate.GateLimits;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.storage.StorageWaits;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a service does about what it rejects. */
public final class RepairOptions {

  @Option(
      names = "--reconcile-on-reject",
      description =
          "after a rejection, plan for just that repository and log the plan; with --confirm, apply"
              + " it")
  private boolean onReject;

  @Option(
      names = "--confirm",
      description = "apply what --reconcile-on-reject plans; needs --lease")
  private boolean confirm;

  @Mixin private GateOptions gate;
  @Mixin private LeaseOption lease;

  /** How another command keeps clear of these repairs. */
  public ImmutableList<String> words() {
    return lease.words();
  }

  /**
   * How repairs are made; empty when nothing is to be repaired.
   *
   * @param rewrites those of {@code registries}, as the user gave them
   */
  public Optional<RunSettings> repairs(
      RegistrySettings registries,
      ImmutableList<String> rewrites,
      Optional<SnapshotStore> snapshot,
      GoogleAccess google,
      StorageWaits waits,
      Resources resources,
      UsageProblems problems) {
    GateLimits limits = gate.limits(problems);
    Optional<LeaseStore> store =
        resources.own(lease.open(Optional.empty(), google, waits, problems));
    if (confirm && !onReject) {
      problems.add("--confirm: there is nothing to apply without --reconcile-on-reject");
    }
    if (confirm && onReject && store.isEmpty()) {
      problems.add("--lease: with --confirm, name the lease that keeps other runs away meanwhile");
    }
    Mode mode = confirm ? Mode.CONFIRMED : Mode.DRY_RUN;
    return onReject
        ? Optional.of(
            new RunSettings(
                mode,
                limits,
                registries,
                rewrites,
                snapshot,
                store,
                ImmutableList.of(),
                /* copyNondistributable= */ false))
        : Optional.empty();
  }
}
