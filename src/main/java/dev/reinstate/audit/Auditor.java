package dev.reinstate.audit;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/** Judges one registry event at a time by manifests, snapshot and journal. */
public final class Auditor implements DeliveryHandler {

  private final TruthSource truths;

  /**
   * @param images reads the indexes that no snapshot knows
   * @param journal where confirmed runs announce their writes: the snapshot store, if there is one
   * @param reconcile the constant words of the command that puts a repository right: program,
   *     {@code reconcile}, and the options for manifests and snapshot
   * @param fanOut how many manifests are read at once
   */
  public Auditor(
      TruthSource truths,
      ImageReader images,
      Optional<SnapshotStore> journal,
      ImmutableList<String> reconcile,
      FanOut fanOut,
      InstantSource clock) {
    this.truths = truths;
  }

  @Override
  public Judged handle(Delivery delivery) throws IOException {
    throw new IOException("not judged yet: " + truths.current().commit());
  }
}
