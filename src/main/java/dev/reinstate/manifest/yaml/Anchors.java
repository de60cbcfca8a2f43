package dev.reinstate.manifest.yaml;

import dev.reinstate.manifest.Location;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The anchors of one document, and how much its aliases repeat: as much as the promoter's reader
 * allows, which counts the nodes it decodes.
 *
 * @see <a href="https://github.com/go-yaml/yaml/blob/v2.4.0/decode.go">allowedAliasRatio</a>
 */
final class Anchors {

  /** Up to so many nodes, aliases may bring 99% of them; from the next number on, 10%. */
  private static final long SMALL = 400_000;

  private static final long LARGE = 4_000_000;

  /**
   * What an anchor names.
   *
   * @param node empty while it is being read
   * @param size in nodes, with all that aliases in it repeat
   */
  private record Anchored(Optional<YamlNode> node, long size) {}

  private final Map<String, Anchored> anchors = new HashMap<>();
  private long nodes = 1;
  private long repeated;

  /** Counts a node that is written out; returns how many there were before it. */
  long begin(Location location, String anchor) throws UnreadableYamlException {
    long before = nodes;
    count(location, 1, 0);
    if (anchor != null) {
      anchors.put(anchor, new Anchored(Optional.empty(), 0));
    }
    return before;
  }

  /**
   * Remembers what an anchor names.
   *
   * @param before what {@link #begin} returned
   */
  void end(String anchor, YamlNode node, long before) {
    if (anchor != null) {
      anchors.put(anchor, new Anchored(Optional.of(node), nodes - before));
    }
  }

  /** The node an alias stands for, which is shared. */
  YamlNode resolve(Location alias, String anchor) throws UnreadableYamlException {
    Anchored anchored = anchors.get(anchor);
    if (anchored == null) {
      throw new UnreadableYamlException(
          alias, "no anchor " + EscapedText.of(anchor) + " comes before this alias");
    }
    if (anchored.node().isEmpty()) {
      throw new UnreadableYamlException(
          alias, "what the anchor " + EscapedText.of(anchor) + " names would hold itself");
    }
    count(alias, 1 + anchored.size(), anchored.size());
    return anchored.node().get();
  }

  private void count(Location location, long more, long ofAliases) throws UnreadableYamlException {
    nodes += more;
    repeated += ofAliases;
    if (repeated > 100 && nodes > 1000 && repeated > allowedRatio() * nodes) {
      throw new UnreadableYamlException(
          location, "aliases repeat too much, for the promoter too; write values out");
    }
  }

  private double allowedRatio() {
    double beyond = (double) (nodes - SMALL) / (LARGE - SMALL);
    return 0.99 - 0.89 * Math.max(0, Math.min(1, beyond));
  }
}
