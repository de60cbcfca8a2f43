package dev.reinstate.snapshot.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.ImageNames;
import dev.reinstate.image.Repository;
import dev.reinstate.json.Json;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.format.JsonObject;
import dev.reinstate.snapshot.journal.JournalEntry.Write;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;

/** Journal entries as JSON. */
final class JournalCodec {

  static final String MEDIA_TYPE = "application/vnd.reinstate.journal.v1+json";

  private JournalCodec() {}

  static byte[] encode(JournalEntry entry) {
    return JsonObject.write(
        1,
        MEDIA_TYPE,
        json -> {
          json.writeStringField("run", entry.run());
          json.writeStringField("time", entry.time().toString());
          Json.writeObjects(json, "writes", entry.writes().entries(), JournalCodec::write);
        });
  }

  private static void write(JsonGenerator json, Map.Entry<Repository, Write> write)
      throws IOException {
    json.writeStringField("repository", write.getKey().toString());
    json.writeStringField("digest", write.getValue().digest().toString());
    Json.writeStrings(json, "tags", write.getValue().tags());
  }

  /** Reads an entry; {@code document} is its name in errors. */
  static JournalEntry decode(String document, byte[] bytes) throws DamagedSnapshotException {
    JsonObject root = JsonObject.parse(document, bytes, 1, MEDIA_TYPE);
    ImmutableListMultimap.Builder<Repository, Write> writes = ImmutableListMultimap.builder();
    for (JsonObject write : root.objects("writes")) {
      writes.put(
          write.value("repository", Repository::parse),
          new Write(
              write.value("digest", Digests::parse),
              ImmutableSortedSet.copyOf(
                  Comparator.naturalOrder(), write.values("tags", JournalCodec::tag))));
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
