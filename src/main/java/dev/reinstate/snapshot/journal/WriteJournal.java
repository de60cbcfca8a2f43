package dev.reinstate.snapshot.journal;

import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Where confirmed runs announce, before the first of them, the writes that no manifest lists. An
 * auditor that sees the writes can tell them from anybody else's.
 */
public final class WriteJournal {

  /** Only the same plan in the same second can take a name. */
  private static final int MOST_ATTEMPTS = 100;

  private final SnapshotStore store;

  public WriteJournal(SnapshotStore store) {
    this.store = store;
  }

  /** Returns when everybody who reads the journal from now on reads this entry. */
  public void announce(JournalEntry entry, String planId) throws IOException {
    byte[] bytes = JournalCodec.encode(entry);
    JournalName name = JournalName.of(entry.time(), planId);
    for (int attempt = 1; ; attempt++) {
      try {
        store.journal().create(name.toString(), bytes);
        return;
      } catch (FileAlreadyExistsException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
        name = name.next();
      }
    }
  }

  /** The names of the entries that were written then or later, oldest first. */
  public ImmutableSortedSet<JournalName> since(Instant moment) throws IOException {
    return store.journal().names(SnapshotName.at(moment).toString()).stream()
        .map(JournalName::parse)
        .flatMap(Optional::stream)
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  /**
   * An entry.
   *
   * @throws DamagedSnapshotException when it is not what it must be
   */
  public JournalEntry read(JournalName name) throws IOException {
    return JournalCodec.decode(
        "journal entry " + name + " in " + store, store.journal().read(name.toString()));
  }
}
