package dev.reinstate.snapshot.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Digests;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.json.Json;
import dev.reinstate.snapshot.BrokenImage;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotRoot.Counts;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Snapshot roots as JSON. Equal roots have equal bytes. */
public final class SnapshotRootCodec {

  static final String MEDIA_TYPE = "application/vnd.reinstate.snapshot.v1+json";

  private SnapshotRootCodec() {}

  public static byte[] encode(SnapshotRoot snapshot) {
    return JsonObject.write(1, MEDIA_TYPE, json -> write(json, snapshot));
  }

  /** Reads a root; {@code document} is its name in errors. */
  public static SnapshotRoot decode(String document, byte[] bytes) throws DamagedSnapshotException {
    JsonObject root = JsonObject.parse(document, bytes, 1, MEDIA_TYPE);
    return new SnapshotRoot(
        created(root),
        predecessors(root),
        root.optionalNumber("ancestors", 0),
        RegistryTreeCodec.readDescriptors(
            root.object("trees"), RegistryPrefix::parse, RegistryTreeCodec.MEDIA_TYPE),
        counts(root.object("counts")),
        unreadable(root),
        root.objects("broken", SnapshotRootCodec::broken),
        root.objects("disputed", DisputesCodec::disputed),
        root.optionalObjects("overwritten", DisputesCodec::overwritten),
        root.optionalObjects("forked", DisputesCodec::forked));
  }

  private static void write(JsonGenerator json, SnapshotRoot root) throws IOException {
    json.writeStringField("created", root.created().toString());
    List<Predecessor> predecessors = root.predecessors();
    if (!predecessors.isEmpty()) {
      Json.writeObject(json, "predecessor", each -> write(each, predecessors.getFirst()));
    }
    if (predecessors.size() > 1) {
      List<Predecessor> others = predecessors.subList(1, predecessors.size());
      Json.writeObjects(json, "otherPredecessors", others, SnapshotRootCodec::write);
    }
    if (root.ancestors().isPresent()) {
      json.writeNumberField("ancestors", root.ancestors().getAsLong());
    }
    Json.writeObject(json, "counts", each -> write(each, root.counts()));
    RegistryTreeCodec.writeDescriptors(json, "trees", root.trees());
    Json.writeObjects(json, "unreadable", root.unreadable().entrySet(), SnapshotRootCodec::write);
    Json.writeObjects(json, "broken", root.broken(), SnapshotRootCodec::write);
    DisputesCodec.write(json, root);
  }

  private static Instant created(JsonObject root) throws DamagedSnapshotException {
    Instant time = root.time("created");
    if (SnapshotName.parse(SnapshotName.at(time).toString()).isEmpty()) {
      throw root.damaged("created", "is not a time between the years 0 and 9999: " + time);
    }
    return time;
  }

  private static ImmutableList<Predecessor> predecessors(JsonObject root)
      throws DamagedSnapshotException {
    Optional<JsonObject> first = root.optionalObject("predecessor");
    return first.isEmpty()
        ? ImmutableList.of()
        : ImmutableList.<Predecessor>builder()
            .add(predecessor(first.get()))
            .addAll(root.optionalObjects("otherPredecessors", SnapshotRootCodec::predecessor))
            .build();
  }

  private static void write(JsonGenerator json, Predecessor predecessor) throws IOException {
    json.writeStringField("name", predecessor.name().toString());
    json.writeStringField("digest", predecessor.digest().toString());
  }

  private static Predecessor predecessor(JsonObject json) throws DamagedSnapshotException {
    return new Predecessor(
        json.value("name", SnapshotRootCodec::snapshotName), json.value("digest", Digests::parse));
  }

  private static void write(JsonGenerator json, Counts counts) throws IOException {
    json.writeNumberField("repositories", counts.repositories());
    json.writeNumberField("images", counts.images());
    json.writeNumberField("tags", counts.tags());
    json.writeNumberField("bytes", counts.bytes());
    json.writeNumberField("newBytes", counts.newBytes());
    if (counts.listing().isPresent()) {
      json.writeStringField("listing", counts.listing().get().toString());
    }
  }

  private static Counts counts(JsonObject json) throws DamagedSnapshotException {
    return new Counts(
        json.number("repositories", 0),
        json.number("images", 0),
        json.number("tags", 0),
        json.number("bytes", 0),
        json.number("newBytes", 0),
        json.optionalValue("listing", Digests::parse));
  }

  private static void write(JsonGenerator json, Map.Entry<Repository, String> unreadable)
      throws IOException {
    json.writeStringField("repository", unreadable.getKey().toString());
    json.writeStringField("reason", unreadable.getValue());
  }

  private static ImmutableSortedMap<Repository, String> unreadable(JsonObject root)
      throws DamagedSnapshotException {
    ImmutableSortedMap.Builder<Repository, String> unreadable = ImmutableSortedMap.naturalOrder();
    for (JsonObject json : root.objects("unreadable")) {
      unreadable.put(json.value("repository", Repository::parse), json.text("reason"));
    }
    try {
      return unreadable.buildOrThrow();
    } catch (IllegalArgumentException e) {
      throw root.damaged("unreadable", e.getMessage());
    }
  }

  private static void write(JsonGenerator json, BrokenImage image) throws IOException {
    json.writeStringField("repository", image.repository().toString());
    json.writeStringField("digest", image.digest().toString());
    json.writeStringField("reason", image.reason());
    if (image.lost()) {
      json.writeStringField("lost", "true");
    }
  }

  private static BrokenImage broken(JsonObject json) throws DamagedSnapshotException {
    return new BrokenImage(
        json.value("repository", Repository::parse),
        json.value("digest", Digests::parse),
        json.text("reason"),
        json.optionalValue("lost", "true"::equals).orElse(false));
  }

  private static SnapshotName snapshotName(String text) {
    return SnapshotName.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("is not a snapshot's name: " + text));
  }
}
