package dev.reinstate.cli;

import com.google.common.collect.ImmutableListMultimap;
import dev.reinstate.apply.UnlistedWrites;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.RunName;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Plan;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.journal.JournalEntry;
import dev.reinstate.snapshot.journal.WriteJournal;
import dev.reinstate.text.FileFailure;
import java.io.IOException;

/** Tells auditors before the first write what a confirmed run writes and no manifest lists. */
final class JournalAnnouncement {

  private final SnapshotStore store;
  private final ProcessContext context;

  JournalAnnouncement(SnapshotStore store, ProcessContext context) {
    this.store = store;
    this.context = context;
  }

  void of(Plan plan) {
    ImmutableListMultimap<Repository, JournalEntry.Write> writes = UnlistedWrites.of(plan);
    if (writes.isEmpty()) {
      return;
    }
    JournalEntry entry =
        new JournalEntry(RunName.of(context.environment()), context.clock().instant(), writes);
    try {
      new WriteJournal(store).announce(entry, plan.id());
    } catch (IOException e) {
      // Registries that stay broken harm everybody, a write that was not announced only raises an
      // alarm; and the same fault may be why there is something to restore.
      context
          .err()
          .printf(
              "cannot announce %,d writes that no manifest lists in the journal of %s; going on,"
                  + " and an auditor will reject them: %s%n",
              writes.size(), store, FileFailure.said(e));
    }
  }
}
