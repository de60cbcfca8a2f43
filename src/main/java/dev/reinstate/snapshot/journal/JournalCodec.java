package dev.reinstate.snapshot.journal;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.ImageNames;
import dev.reinstate.image.Repository;
import dev.reinstate.json.JsonValue;
import dev.reinstate.json.JsonValue.Elements;
import dev.reinstate.json.JsonValue.Members;
import dev.reinstate.json.JsonValue.Scalar;
import dev.reinstate.json.JsonWriter;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.format.JsonObject;
import dev.reinstate.snapshot.journal.JournalEntry.Write;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;

/** Journal entries as JSON. */
final class JournalCodec {

  static final String MEDIA_TYPE = "application/vnd.reinstate.journal.v1+json";

  private JournalCodec() {}

  static byte[] encode(JournalEntry entry) {
    JsonValue root =
        new Members(
            ImmutableMap.of(
                "schemaVersion", new Scalar(1),
                "mediaType", new Scalar(MEDIA_TYPE),
                "run", new Scalar(entry.run()),
                "time", new Scalar(entry.time().toString()),
                "writes", elements(entry.writes().entries(), JournalCodec::json)));
    return JsonWriter.text(root).getBytes(StandardCharsets.UTF_8);
  }

  private static JsonValue json(Map.Entry<Repository, Write> write) {
    return new Members(
        ImmutableMap.of(
            "repository", new Scalar(write.getKey().toString()),
            "digest", new Scalar(write.getValue().digest().toString()),
            "tags", elements(write.getValue().tags(), Scalar::new)));
  }

  private static <T> JsonValue elements(Collection<T> values, Function<T, JsonValue> json) {
    return new Elements(values.stream().map(json).collect(ImmutableList.toImmutableList()));
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
