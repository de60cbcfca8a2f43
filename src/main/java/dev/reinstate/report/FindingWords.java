package dev.reinstate.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Streams;
import dev.reinstate.plan.FindingKind;
import java.util.Arrays;
import java.util.Comparator;

/** Findings in their published form. */
final class FindingWords {

  private static final ImmutableMap<String, FindingKind> KINDS =
      Maps.uniqueIndex(Arrays.asList(FindingKind.values()), FindingKind::word);

  /** The order of {@link dev.reinstate.plan.Finding#ORDER}. */
  static final Comparator<JsonNode> ORDER =
      Comparator.comparing(FindingWords::kind, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(finding -> finding.path("repository").asText())
          .thenComparing(finding -> finding.path("digest").asText())
          .thenComparing(FindingWords::tags)
          .thenComparing(finding -> finding.path("detail").asText());

  private FindingWords() {}

  static boolean needHuman(Iterable<JsonNode> findings) {
    return Streams.stream(findings).anyMatch(FindingWords::needsHuman);
  }

  /** A kind that a later version invents needs a human. */
  static boolean needsHuman(JsonNode finding) {
    FindingKind kind = kind(finding);
    return kind == null || kind.needsHuman();
  }

  private static FindingKind kind(JsonNode finding) {
    return KINDS.get(finding.path("kind").asText());
  }

  private static String tags(JsonNode finding) {
    return finding.has("tag") ? finding.get("tag").asText() : String.join(",", names(finding));
  }

  static ImmutableList<String> names(JsonNode node) {
    return Streams.stream(node.path("tags"))
        .map(JsonNode::asText)
        .collect(ImmutableList.toImmutableList());
  }
}
