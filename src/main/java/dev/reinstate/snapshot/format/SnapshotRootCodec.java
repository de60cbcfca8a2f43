package dev.reinstate.snapshot.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reinstate.image.Descriptor;
import dev.reinstate.snapshot.BrokenImage;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.DisputedTag;
import dev.reinstate.snapshot.ForkedTag;
import dev.reinstate.snapshot.SnapshotRoot;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Snapshot roots as JSON. Equal roots have equal bytes. */
public final class SnapshotRootCodec {

  static final String MEDIA_TYPE = "application/vnd.reinstate.snapshot.v1+json";

  private SnapshotRootCodec() {}

  public static byte[] encode(SnapshotRoot snapshot) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("schemaVersion", 1).put("mediaType", MEDIA_TYPE);
    root.put("created", snapshot.created().toString());
    snapshot.predecessor().ifPresent(first -> putPredecessor(root.putObject("predecessor"), first));
    if (snapshot.predecessors().size() > 1) {
      ArrayNode others = root.putArray("otherPredecessors");
      snapshot.predecessors().stream()
          .skip(1)
          .forEach(other -> putPredecessor(others.addObject(), other));
    }
    snapshot.ancestors().ifPresent(count -> root.put("ancestors", count));
    putCounts(root.putObject("counts"), snapshot.counts());
    ObjectNode trees = root.putObject("trees");
    snapshot.trees().forEach((prefix, tree) -> putTree(trees.putObject(prefix.toString()), tree));
    putUnreadable(root.putArray("unreadable"), snapshot);
    ArrayNode broken = root.putArray("broken");
    snapshot.broken().forEach(image -> putBroken(broken.addObject(), image));
    ArrayNode disputed = root.putArray("disputed");
    snapshot.disputed().forEach(tag -> putDisputed(disputed.addObject(), tag));
    if (!snapshot.forked().isEmpty()) {
      ArrayNode forked = root.putArray("forked");
      snapshot.forked().forEach(tag -> putForked(forked.addObject(), tag));
    }
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a root; {@code document} is its name in errors. */
  public static SnapshotRoot decode(String document, byte[] bytes) throws DamagedSnapshotException {
    JsonObject root = JsonObject.parse(document, bytes);
    root.require("schemaVersion", "1");
    root.require("mediaType", MEDIA_TYPE);
    return new SnapshotRootReader(root).read();
  }

  private static void putPredecessor(ObjectNode node, SnapshotRoot.Predecessor predecessor) {
    node.put("name", predecessor.name().toString()).put("digest", predecessor.digest().toString());
  }

  private static void putForked(ObjectNode node, ForkedTag tag) {
    node.put("repository", tag.repository().toString())
        .put("tag", tag.tag())
        .put("kept", tag.kept().toString());
    ArrayNode values = node.putArray("values");
    tag.values().forEach(value -> values.add(value.toString()));
  }

  private static void putCounts(ObjectNode node, SnapshotRoot.Counts counts) {
    node.put("repositories", counts.repositories())
        .put("images", counts.images())
        .put("tags", counts.tags())
        .put("bytes", counts.bytes())
        .put("newBytes", counts.newBytes());
    counts.listing().ifPresent(listing -> node.put("listing", listing.toString()));
  }

  private static void putTree(ObjectNode node, Descriptor tree) {
    node.put("digest", tree.digest().toString()).put("size", tree.size());
  }

  private static void putUnreadable(ArrayNode array, SnapshotRoot snapshot) {
    for (Map.Entry<?, String> entry : snapshot.unreadable().entrySet()) {
      array
          .addObject()
          .put("repository", entry.getKey().toString())
          .put("reason", entry.getValue());
    }
  }

  private static void putBroken(ObjectNode node, BrokenImage image) {
    node.put("repository", image.repository().toString())
        .put("digest", image.digest().toString())
        .put("reason", image.reason());
    if (image.lost()) {
      node.put("lost", "true");
    }
  }

  private static void putDisputed(ObjectNode node, DisputedTag tag) {
    node.put("repository", tag.repository().toString()).put("tag", tag.tag());
    tag.agreed().ifPresent(agreed -> node.put("agreed", agreed.toString()));
    node.put("live", tag.live().toString()).put("desired", tag.desired().toString());
  }
}
