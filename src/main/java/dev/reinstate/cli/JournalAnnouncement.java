package dev.reinstate.cli;

import com.google.common.collect.ImmutableListMultimap;
import dev.reinstate.apply.UnlistedWrites;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Plan;
import dev.reinstate.snapshot.JournalEntry;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.WriteJournal;
import dev.reinstate.text.FileFailure;
import java.io.IOException;
import java.util.function.Consumer;

/** Tells auditors before the first write what a confirmed run writes and no manifest lists. */
final class JournalAnnouncement implements Consumer<Plan> {

  private final SnapshotStore store;
  private final Surroundings surroundings;

  JournalAnnouncement(SnapshotStore store, Surroundings surroundings) {
    this.store = store;
    this.surroundings = surroundings;
  }

  @Override
  public void accept(Plan plan) {
    ImmutableListMultimap<Repository, JournalEntry.Write> writes = UnlistedWrites.of(plan);
    if (writes.isEmpty()) {
      return;
    }
    JournalEntry entry =
        new JournalEntry(
            RunName.of(surroundings.environment()), surroundings.clock().instant(), writes);
    try {
      new WriteJournal(store).announce(entry, plan.id());
    } catch (IOException e) {
      // Registries that stay broken harm everybody, a write that was not announced only raises an
      // alarm; and the same fault may be why there is something to restore.
      surroundings
          .err()
          .printf(
              "cannot announce %,d writes that no manifest lists in the journal of %s; going on,"
                  + " and an auditor will reject them: %s%n",
              writes.size(), store, FileFailure.said(e));
    }
  }
}
