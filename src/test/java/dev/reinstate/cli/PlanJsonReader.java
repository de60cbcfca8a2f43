package dev.reinstate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ascii;
import com.google.common.base.Enums;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Streams;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Census;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Reason;
import dev.reinstate.plan.Source;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** A plan read back from its published JSON form, the way a script of somebody else would. */
record PlanJsonReader(JsonNode json) {

  /** The plan; the JSON does not tell how many untagged strangers there are. */
  Plan plan() {
    JsonNode inputs = json.get("inputs");
    return new Plan(
        actions(),
        findings(),
        new Census(
            inputs.get("repositories").asInt(),
            inputs.get("images").asInt(),
            inputs.get("tags").asInt(),
            0));
  }

  String id() {
    return json.get("planId").asText();
  }

  ImmutableList<Action> actions() {
    return Streams.stream(json.get("actions"))
        .map(PlanJsonReader::action)
        .collect(ImmutableList.toImmutableList());
  }

  ImmutableList<Finding> findings() {
    return Streams.stream(json.get("findings"))
        .map(PlanJsonReader::finding)
        .collect(ImmutableList.toImmutableList());
  }

  /** What was planned and not done by a confirmed run. */
  ImmutableList<Action> notDone() {
    return Streams.stream(json.get("outcomes"))
        .filter(outcome -> !text(outcome, "status").equals("done"))
        .map(outcome -> action(outcome.get("action")))
        .collect(ImmutableList.toImmutableList());
  }

  /** The status of each action of a confirmed run. */
  ImmutableList<String> outcomes() {
    return Streams.stream(json.get("outcomes"))
        .map(outcome -> outcome.get("status").asText())
        .collect(ImmutableList.toImmutableList());
  }

  private static Action action(JsonNode action) {
    Repository repository = Repository.parse(text(action, "repository"));
    Authority authority = Authority.valueOf(Ascii.toUpperCase(text(action, "authority")));
    String kind = text(action, "kind");
    Reason reason = reason(kind, text(action, "reason"));
    return switch (kind) {
      case "restore-image" ->
          new Action.RestoreImage(
              repository,
              Digests.parse(text(action, "digest")),
              tags(action),
              authority,
              reason,
              ImmutableList.of(source(action.get("source"))));
      case "add-tag" ->
          new Action.AddTag(
              repository,
              text(action, "tag"),
              Digests.parse(text(action, "digest")),
              authority,
              reason);
      case "move-tag" ->
          new Action.MoveTag(
              repository,
              text(action, "tag"),
              Digests.parse(text(action, "from")),
              Digests.parse(text(action, "to")),
              authority,
              reason);
      default -> throw new AssertionError("unknown action " + action);
    };
  }

  /** An image and a tag may be missing for a reason in the same words. */
  private static Reason reason(String kind, String text) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.text().equals(text))
        .min(
            Comparator.comparing(
                reason -> reason.name().startsWith("TAG_") == kind.equals("restore-image")))
        .orElseThrow(() -> new AssertionError("unknown reason " + text));
  }

  private static Source source(JsonNode source) {
    Source.Kind kind = Source.Kind.valueOf(Ascii.toUpperCase(text(source, "kind")));
    String reference = text(source, "reference");
    return kind == Source.Kind.SNAPSHOT
        ? new Source.Stored(new Descriptor("", Digests.parse(reference), Descriptor.UNKNOWN_SIZE))
        : new Source.Live(kind, Repository.parse(reference));
  }

  private static Finding finding(JsonNode finding) {
    FindingKind kind =
        Enums.getIfPresent(
                FindingKind.class, Ascii.toUpperCase(text(finding, "kind")).replace('-', '_'))
            .toJavaUtil()
            .orElseThrow(() -> new AssertionError("unknown finding " + finding));
    String detail = text(finding, "detail");
    if (kind == FindingKind.INVALID) {
      return new Finding.Invalid(detail);
    }
    Repository repository = Repository.parse(text(finding, "repository"));
    if (kind == FindingKind.UNREADABLE) {
      return new Finding.Unreadable(repository, detail);
    }
    if (finding.has("tag")) {
      return new Finding.OfTag(
          kind,
          repository,
          text(finding, "tag"),
          Optional.ofNullable(finding.get("digest")).map(node -> Digests.parse(node.asText())),
          detail);
    }
    return new Finding.OfImage(
        kind, repository, Digests.parse(text(finding, "digest")), tags(finding), detail);
  }

  private static ImmutableSortedSet<String> tags(JsonNode node) {
    return Streams.stream(node.path("tags"))
        .map(JsonNode::asText)
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isTextual()) {
      throw new AssertionError("no " + field + " in " + node);
    }
    return value.asText();
  }
}
