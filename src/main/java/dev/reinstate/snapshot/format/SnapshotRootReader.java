package dev.reinstate.snapshot.format;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.BrokenImage;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.DisputedTag;
import dev.reinstate.snapshot.ForkedTag;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotRoot.Counts;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Reads the parts of a snapshot's root. */
final class SnapshotRootReader {

  private final JsonObject root;

  SnapshotRootReader(JsonObject root) {
    this.root = root;
  }

  SnapshotRoot read() throws DamagedSnapshotException {
    return new SnapshotRoot(
        root.value("created", SnapshotRootReader::instant),
        predecessors(),
        root.optionalNumber("ancestors", 0),
        trees(),
        counts(root.object("counts")),
        unreadable(),
        broken(),
        disputed(),
        forked());
  }

  private ImmutableList<Predecessor> predecessors() throws DamagedSnapshotException {
    Optional<JsonObject> first = root.optionalObject("predecessor");
    if (first.isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<Predecessor> predecessors = ImmutableList.builder();
    predecessors.add(predecessor(first.get()));
    for (JsonObject other : root.optionalObjects("otherPredecessors")) {
      predecessors.add(predecessor(other));
    }
    return predecessors.build();
  }

  private static Predecessor predecessor(JsonObject node) throws DamagedSnapshotException {
    return new Predecessor(
        node.value("name", SnapshotRootReader::snapshotName), node.value("digest", Digests::parse));
  }

  private ImmutableSortedMap<RegistryPrefix, Descriptor> trees() throws DamagedSnapshotException {
    ImmutableSortedMap.Builder<RegistryPrefix, Descriptor> trees =
        ImmutableSortedMap.naturalOrder();
    for (Map.Entry<RegistryPrefix, JsonObject> entry :
        root.object("trees").members(RegistryPrefix::parse).entrySet()) {
      JsonObject tree = entry.getValue();
      trees.put(
          entry.getKey(),
          new Descriptor(
              RegistryTreeCodec.MEDIA_TYPE,
              tree.value("digest", Digests::parse),
              tree.number("size", 0)));
    }
    return trees.buildOrThrow();
  }

  private static Counts counts(JsonObject node) throws DamagedSnapshotException {
    return new Counts(
        node.number("repositories", 0),
        node.number("images", 0),
        node.number("tags", 0),
        node.number("bytes", 0),
        node.number("newBytes", 0),
        node.optionalValue("listing", Digests::parse));
  }

  private ImmutableSortedMap<Repository, String> unreadable() throws DamagedSnapshotException {
    ImmutableSortedMap.Builder<Repository, String> unreadable = ImmutableSortedMap.naturalOrder();
    for (JsonObject node : root.objects("unreadable")) {
      unreadable.put(node.value("repository", Repository::parse), node.text("reason"));
    }
    try {
      return unreadable.buildOrThrow();
    } catch (IllegalArgumentException e) {
      throw root.damaged("unreadable", e.getMessage());
    }
  }

  private ImmutableList<BrokenImage> broken() throws DamagedSnapshotException {
    ImmutableList.Builder<BrokenImage> broken = ImmutableList.builder();
    for (JsonObject node : root.objects("broken")) {
      broken.add(
          new BrokenImage(
              node.value("repository", Repository::parse),
              node.value("digest", Digests::parse),
              node.text("reason"),
              node.optionalValue("lost", "true"::equals).orElse(false)));
    }
    return broken.build();
  }

  private ImmutableList<DisputedTag> disputed() throws DamagedSnapshotException {
    ImmutableList.Builder<DisputedTag> disputed = ImmutableList.builder();
    for (JsonObject node : root.objects("disputed")) {
      disputed.add(
          new DisputedTag(
              node.value("repository", Repository::parse),
              node.text("tag"),
              node.optionalValue("agreed", Digests::parse),
              node.value("live", Digests::parse),
              node.value("desired", Digests::parse)));
    }
    return disputed.build();
  }

  private ImmutableList<ForkedTag> forked() throws DamagedSnapshotException {
    ImmutableList.Builder<ForkedTag> forked = ImmutableList.builder();
    for (JsonObject node : root.optionalObjects("forked")) {
      forked.add(
          new ForkedTag(
              node.value("repository", Repository::parse),
              node.text("tag"),
              node.value("kept", Digests::parse),
              node.values("values", Digests::parse)));
    }
    return forked.build();
  }

  private static SnapshotName snapshotName(String text) {
    return SnapshotName.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("is not a snapshot's name: " + text));
  }

  private static Instant instant(String text) {
    try {
      Instant time = Instant.parse(text);
      if (SnapshotName.parse(SnapshotName.at(time).toString()).isEmpty()) {
        throw new IllegalArgumentException("is not a time between the years 0 and 9999: " + text);
      }
      return time;
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is not a time: " + text, e);
    }
  }
}
