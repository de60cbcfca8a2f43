package dev.reinstate.audit.rules;

import com.google.common.collect.ImmutableList;
import dev.reinstate.snapshot.journal.JournalEntry;
import java.io.IOException;
import java.time.Instant;

/** Where confirmed runs announce what they are about to write and no manifest lists. */
public interface Journal {

  /** Of runs that announce nothing. */
  Journal NONE =
      new Journal() {
        @Override
        public ImmutableList<JournalEntry> known(Instant published) {
          return ImmutableList.of();
        }

        @Override
        public ImmutableList<JournalEntry> all(Instant published) {
          return ImmutableList.of();
        }
      };

  /** Of the entries that may announce an event that was published then, those already read. */
  ImmutableList<JournalEntry> known(Instant published);

  /** Every entry that may announce an event that was published then. */
  ImmutableList<JournalEntry> all(Instant published) throws IOException;
}
