package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.gate.GateLimits;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.snapshot.SnapshotStore;
import java.util.Optional;

/**
 * How a run reads and writes.
 *
 * @param rewrites those of {@code registries}, as the user gave them
 * @param snapshot a source of what is lost, and where writes are announced
 * @param lease held by a run that writes
 * @param siblings the leases of the other shards
 * @param copyNondistributable whether layers that registries do not distribute are copied too
 */
public record RunSettings(
    Mode mode,
    GateLimits limits,
    RegistrySettings registries,
    ImmutableList<String> rewrites,
    Optional<SnapshotStore> snapshot,
    Optional<LeaseStore> lease,
    ImmutableList<LeaseStore> siblings,
    boolean copyNondistributable) {

  /** The same, told by listings when images were uploaded. */
  public RunSettings withUploads(UploadTimes uploads) {
    return new RunSettings(
        mode,
        limits,
        registries.withUploads(uploads),
        rewrites,
        snapshot,
        lease,
        siblings,
        copyNondistributable);
  }

  public boolean writes() {
    return mode == Mode.CONFIRMED;
  }
}
