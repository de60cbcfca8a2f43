package dev.reinstate.snapshot.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.ImageNames;
import dev.reinstate.image.Repository;
import dev.reinstate.json.Json;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.format.JsonObject;
import dev.reinstate.snapshot.journal.JournalEntry.Write;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Where confirmed runs announce, before the first of them, the writes that no manifest lists. An
 * auditor that sees the writes can tell them from anybody else's.
 */
public final class WriteJournal {

  static final String MEDIA_TYPE = "application/vnd.reinstate.journal.v1+json";

  /** Only the same plan in the same second can take a name. */
  private static final int MOST_ATTEMPTS = 100;

  private final SnapshotStore store;

  public WriteJournal(SnapshotStore store) {
    this.store = store;
  }

  /** Returns when everybody who reads the journal from now on reads this entry. */
  public void announce(JournalEntry entry, String planId) throws IOException {
    byte[] bytes = encode(entry);
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
    return decode("journal entry " + name + " in " + store, store.journal().read(name.toString()));
  }

  private static byte[] encode(JournalEntry entry) {
    return JsonObject.write(
        1,
        MEDIA_TYPE,
        json -> {
          json.writeStringField("run", entry.run());
          json.writeStringField("time", entry.time().toString());
          Json.writeObjects(json, "writes", entry.writes().entries(), WriteJournal::write);
        });
  }

  private static void write(JsonGenerator json, Map.Entry<Repository, Write> write)
      throws IOException {
    json.writeStringField("repository", write.getKey().toString());
    json.writeStringField("digest", write.getValue().digest().toString());
    Json.writeStrings(json, "tags", write.getValue().tags());
  }

  /** Reads an entry; {@code document} is its name in errors. */
  private static JournalEntry decode(String document, byte[] bytes)
      throws DamagedSnapshotException {
    JsonObject root = JsonObject.parse(document, bytes, 1, MEDIA_TYPE);
    ImmutableListMultimap.Builder<Repository, Write> writes = ImmutableListMultimap.builder();
    for (JsonObject write : root.objects("writes")) {
      writes.put(
          write.value("repository", Repository::parse),
          new Write(
              write.value("digest", Digests::parse),
              ImmutableSortedSet.copyOf(
                  Comparator.naturalOrder(), write.values("tags", WriteJournal::tag))));
    }
    return new JournalEntry(root.text("run"), root.time("time"), writes.build());
  }

  private static String tag(String text) {
    if (!ImageNames.isTag(text)) {
      throw new IllegalArgumentException("holds an invalid tag");
    }
    return text;
  }
}
