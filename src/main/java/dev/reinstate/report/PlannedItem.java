package dev.reinstate.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import java.util.Comparator;

/**
 * An action in its published form.
 *
 * @param operands what it acts on, as {@link dev.reinstate.plan.Action#operands} says it
 */
record PlannedItem(Repository repository, String kind, String operands, JsonNode json)
    implements Comparable<PlannedItem> {

  private static final ImmutableList<String> RANKS =
      ImmutableList.of("restore-image", "add-tag", "move-tag");

  private static final Comparator<PlannedItem> ORDER =
      Comparator.<PlannedItem, Repository>comparing(item -> item.repository)
          .thenComparingInt(item -> RANKS.indexOf(item.kind))
          .thenComparing(item -> item.operands);

  /** {@link IllegalArgumentException} for what is no action. */
  static PlannedItem of(JsonNode action) {
    String kind = action.path("kind").asText();
    return new PlannedItem(
        Repository.parse(action.path("repository").asText()), kind, operands(kind, action), action);
  }

  private static String operands(String kind, JsonNode action) {
    String digest = action.path("digest").asText();
    String tag = action.path("tag").asText();
    return switch (kind) {
      case "restore-image" ->
          action.path("tags").isEmpty()
              ? digest
              : digest + " " + String.join(",", FindingWords.names(action));
      case "add-tag" -> tag + " " + digest;
      case "move-tag" ->
          tag + " " + action.path("from").asText() + " " + action.path("to").asText();
      default -> throw new IllegalArgumentException("unknown action '" + kind + "'");
    };
  }

  /** The action without its source, which may differ between runs. */
  String identity() {
    return kind + " " + repository + " " + operands;
  }

  @Override
  public int compareTo(PlannedItem other) {
    return ORDER.compare(this, other);
  }
}
