package dev.reinstate.snapshot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.ImageNames;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.JournalEntry.Write;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;

/** Journal entries as JSON. */
final class JournalCodec {

  static final String MEDIA_TYPE = "application/vnd.reinstate.journal.v1+json";

  private JournalCodec() {}

  static byte[] encode(JournalEntry entry) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("schemaVersion", 1).put("mediaType", MEDIA_TYPE);
    root.put("run", entry.run()).put("time", entry.time().toString());
    ArrayNode writes = root.putArray("writes");
    entry
        .writes()
        .forEach(
            (repository, write) -> {
              ObjectNode node = writes.addObject();
              node.put("repository", repository.toString());
              node.put("digest", write.digest().toString());
              ArrayNode tags = node.putArray("tags");
              write.tags().forEach(tags::add);
            });
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads an entry; {@code document} is its name in errors. */
  static JournalEntry decode(String document, byte[] bytes) throws DamagedSnapshotException {
    JsonObject root = JsonObject.parse(document, bytes);
    root.require("schemaVersion", "1");
    root.require("mediaType", MEDIA_TYPE);
    ImmutableListMultimap.Builder<Repository, Write> writes = ImmutableListMultimap.builder();
    for (JsonObject write : root.objects("writes")) {
      writes.put(
          write.value("repository", Repository::parse),
          new Write(
              write.value("digest", Digests::parse),
              ImmutableSortedSet.copyOf(
                  Comparator.naturalOrder(), write.values("tags", JournalCodec::tag))));
    }
    return new JournalEntry(
        root.text("run"), root.value("time", JournalCodec::instant), writes.build());
  }

  private static String tag(String text) {
    if (!ImageNames.isTag(text)) {
      throw new IllegalArgumentException("holds an invalid tag");
    }
    return text;
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is not a time: " + text, e);
    }
  }
}
