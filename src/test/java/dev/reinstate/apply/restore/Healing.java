package dev.reinstate.apply.restore;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.KnownState;
import dev.reinstate.apply.Outcome;
import dev.reinstate.apply.PlanApplier;
import dev.reinstate.apply.SnapshotBlobs;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Source;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.sandbox.image.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Heals registries over HTTP as a confirmed scrub does. */
final class Healing {

  private Healing() {}

  /** The outcomes of a plan of just these actions. */
  static ImmutableList<Outcome> apply(
      Path directory, SnapshotBlobs stored, boolean byBytes, Action... actions) throws IOException {
    try (RegistryClient client = RegistryClient.open(RegistrySettings.defaults(ImmutableMap.of()));
        BlobSpool spool =
            new BlobSpool(
                Files.createTempDirectory(directory, "spool"), 1 << 20, /* small= */ 1024)) {
      RegistryActionWriter plain =
          new RegistryActionWriter(
              client.images(),
              new FetchedManifests(),
              client.writer(ServiceAccounts.NONE),
              client.mirrors(),
              stored,
              spool,
              /* copyNondistributable= */ false,
              InstantSource.system());
      StopSignal stop = new StopSignal();
      Plan plan =
          new Plan(
              ImmutableList.sortedCopyOf(Action.ORDER, List.of(actions)),
              ImmutableList.of(),
              StateCounts.NONE);
      return new PlanApplier(
              new HealingWriter(plain, new ReadingProbe(), byBytes),
              new FanOut(8, stop),
              Progress.NONE,
              stop)
          .apply(plan, KnownState.of(plan));
    }
  }

  static Action.RestoreBlob blob(
      Repository where, Descriptor blob, ActionReason reason, Source... sources) {
    return new Action.RestoreBlob(where, blob, reason, ImmutableList.copyOf(sources));
  }

  static Action.RestoreImage image(
      Repository where, SampleImage image, ActionReason reason, Source... sources) {
    return new Action.RestoreImage(
        where,
        image.digest(),
        ImmutableSortedSet.of(),
        Authority.MANIFEST,
        reason,
        ImmutableList.copyOf(sources));
  }

  /** The last layer. */
  static Descriptor layer(SampleImage image) throws IOException {
    return ManifestReferences.of(image.manifest()).blobs().getLast();
  }
}
