package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.gate.GateLimits;
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

  /**
   * How repairs are made.
   *
   * @param lease held by a repair that writes
   */
  public record Repairs(Mode mode, GateLimits limits, Optional<LeaseStore> lease) {}

  /** How another command keeps clear of these repairs. */
  public ImmutableList<String> words() {
    return lease.words();
  }

  /** Empty when nothing is to be repaired. */
  public Optional<Repairs> repairs(
      StorageWaits waits, Resources resources, UsageProblems problems) {
    GateLimits limits = gate.limits(problems);
    Optional<LeaseStore> store = resources.own(lease.open(Optional.empty(), waits, problems));
    if (confirm && !onReject) {
      problems.add("--confirm: there is nothing to apply without --reconcile-on-reject");
    }
    if (confirm && onReject && store.isEmpty()) {
      problems.add("--lease: with --confirm, name the lease that keeps other runs away meanwhile");
    }
    return onReject
        ? Optional.of(new Repairs(confirm ? Mode.CONFIRMED : Mode.DRY_RUN, limits, store))
        : Optional.empty();
  }
}
