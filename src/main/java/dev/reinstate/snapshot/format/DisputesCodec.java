package dev.reinstate.snapshot.format;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.json.Json;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.DisputedAttachment;
import dev.reinstate.snapshot.DisputedTag;
import dev.reinstate.snapshot.ForkedTag;
import dev.reinstate.snapshot.SnapshotRoot;
import java.io.IOException;

/** What a snapshot's root says of tags that have several values. */
final class DisputesCodec {

  private DisputesCodec() {}

  static void write(JsonGenerator json, SnapshotRoot root) throws IOException {
    Json.writeObjects(json, "disputed", root.disputed(), DisputesCodec::write);
    if (!root.overwritten().isEmpty()) {
      Json.writeObjects(json, "overwritten", root.overwritten(), DisputesCodec::write);
    }
    if (!root.forked().isEmpty()) {
      Json.writeObjects(json, "forked", root.forked(), DisputesCodec::write);
    }
  }

  private static void write(JsonGenerator json, DisputedTag tag) throws IOException {
    json.writeStringField("repository", tag.repository().toString());
    json.writeStringField("tag", tag.tag());
    if (tag.agreed().isPresent()) {
      json.writeStringField("agreed", tag.agreed().get().toString());
    }
    json.writeStringField("live", tag.live().toString());
    json.writeStringField("desired", tag.desired().toString());
  }

  static DisputedTag disputed(JsonObject json) throws DamagedSnapshotException {
    return new DisputedTag(
        json.value("repository", Repository::parse),
        json.text("tag"),
        json.optionalValue("agreed", Digests::parse),
        json.value("live", Digests::parse),
        json.value("desired", Digests::parse));
  }

  private static void write(JsonGenerator json, DisputedAttachment attachment) throws IOException {
    json.writeStringField("repository", attachment.repository().toString());
    json.writeStringField("tag", attachment.tag());
    json.writeStringField("before", attachment.before().toString());
    json.writeStringField("live", attachment.live().toString());
    json.writeStringField("kept", attachment.kept().toString());
    if (attachment.reason().isPresent()) {
      json.writeStringField("reason", attachment.reason().get());
    }
  }

  static DisputedAttachment overwritten(JsonObject json) throws DamagedSnapshotException {
    return new DisputedAttachment(
        json.value("repository", Repository::parse),
        json.text("tag"),
        json.value("before", Digests::parse),
        json.value("live", Digests::parse),
        json.value("kept", Digests::parse),
        json.optionalValue("reason", reason -> reason));
  }

  private static void write(JsonGenerator json, ForkedTag tag) throws IOException {
    json.writeStringField("repository", tag.repository().toString());
    json.writeStringField("tag", tag.tag());
    json.writeStringField("kept", tag.kept().toString());
    Json.writeStrings(json, "values", tag.values());
  }

  static ForkedTag forked(JsonObject json) throws DamagedSnapshotException {
    return new ForkedTag(
        json.value("repository", Repository::parse),
        json.text("tag"),
        json.value("kept", Digests::parse),
        json.values("values", Digests::parse));
  }
}
