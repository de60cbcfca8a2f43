package dev.reinstate.report.merge;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.json.JsonValues;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Source;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.report.form.JsonText;
import dev.reinstate.report.form.PlanJson;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plans in the form that {@link PlanJson} gives them, for reports alone: of the sources of an image
 * only the best is there, and of one in the snapshot only the digest. Methods throw {@link
 * IllegalArgumentException} for what is no such form.
 */
public final class PlanReader {

  private PlanReader() {}

  /** Actions and findings of an object that has both. */
  public static Plan plan(JrsValue json, StateCounts counts) {
    return new Plan(
        all(json, "actions").map(PlanReader::action).collect(ImmutableList.toImmutableList()),
        all(json, "findings").map(PlanReader::finding).collect(ImmutableList.toImmutableList()),
        counts);
  }

  private static Stream<JrsValue> all(JrsValue json, String field) {
    return JsonValues.all(json.path(field)).stream();
  }

  /** One action. */
  public static Action action(JrsValue action) {
    Repository repository = Repository.parse(JsonText.of(action, "repository"));
    Authority authority = Authority.valueOf(Ascii.toUpperCase(JsonText.of(action, "authority")));
    String kind = JsonText.of(action, "kind");
    ActionReason reason = reason(kind, JsonText.of(action, "reason"));
    return switch (kind) {
      case "restore-image" ->
          new Action.RestoreImage(
              repository,
              digest(action, "digest"),
              tags(action),
              authority,
              reason,
              ImmutableList.of(source(action.path("source"))));
      case "restore-blob" ->
          new Action.RestoreBlob(
              repository,
              descriptor(action),
              reason,
              ImmutableList.of(source(action.path("source"))));
      case "add-tag" ->
          new Action.AddTag(
              repository, JsonText.of(action, "tag"), digest(action, "digest"), authority, reason);
      case "move-tag" ->
          new Action.MoveTag(
              repository,
              JsonText.of(action, "tag"),
              digest(action, "from"),
              digest(action, "to"),
              authority,
              reason);
      default -> throw new IllegalArgumentException("unknown action '" + kind + "'");
    };
  }

  /** An image and a tag may be missing for a reason in the same words. */
  private static ActionReason reason(String kind, String text) {
    return Arrays.stream(ActionReason.values())
        .filter(reason -> reason.text().equals(text))
        .min(
            Comparator.comparing(
                reason -> reason.name().startsWith("TAG_") == kind.equals("restore-image")))
        .orElseThrow(() -> new IllegalArgumentException("unknown reason '" + text + "'"));
  }

  private static Source source(JrsValue source) {
    String word = JsonText.of(source, "kind");
    Source.Kind kind = Source.Kind.valueOf(Ascii.toUpperCase(word).replace('-', '_'));
    String reference = JsonText.of(source, "reference");
    return switch (kind) {
      case SNAPSHOT ->
          new Source.Stored(new Descriptor("", Digests.parse(reference), Descriptor.UNKNOWN_SIZE));
      case BLOB_MIRROR -> new Source.Mirrored(reference);
      case MOUNT, MIRROR, STAGING -> new Source.Live(kind, Repository.parse(reference));
    };
  }

  private static Finding finding(JrsValue finding) {
    FindingKind kind = kind(JsonText.of(finding, "kind"));
    String detail = JsonText.of(finding, "detail");
    if (kind == FindingKind.INVALID) {
      return new Finding.Invalid(detail);
    }
    if (kind == FindingKind.STALE_PROOF && finding.get("repository") == null) {
      return new Finding.Stale(detail);
    }
    if (kind == FindingKind.UNREADABLE && finding.get("repository") == null) {
      return new Finding.Damaged(detail);
    }
    Repository repository = Repository.parse(JsonText.of(finding, "repository"));
    if (finding.get("breaks") != null) {
      return damage(kind, repository, finding);
    }
    if (kind == FindingKind.UNREADABLE
        && finding.get("tag") == null
        && finding.get("digest") == null) {
      return new Finding.Unreadable(repository, detail);
    }
    if (finding.get("tag") != null) {
      Optional<DescriptorDigest> digest =
          finding.get("digest") != null ? Optional.of(digest(finding, "digest")) : Optional.empty();
      return new Finding.OfTag(kind, repository, JsonText.of(finding, "tag"), digest, detail);
    }
    return new Finding.OfImage(kind, repository, digest(finding, "digest"), tags(finding), detail);
  }

  private static Finding damage(FindingKind kind, Repository repository, JrsValue finding) {
    ImmutableSortedMap.Builder<DescriptorDigest, ImmutableSortedSet<String>> breaks =
        ImmutableSortedMap.orderedBy(Digests.ORDER);
    all(finding, "breaks").forEach(image -> breaks.put(digest(image, "digest"), tags(image)));
    return new Finding.Damage(
        kind,
        repository,
        descriptor(finding),
        JsonText.of(finding, "expected"),
        JsonText.of(finding, "seen"),
        breaks.buildOrThrow());
  }

  private static Descriptor descriptor(JrsValue json) {
    return new Descriptor(
        JsonText.of(json, "mediaType"),
        digest(json, "digest"),
        JsonValues.number(json.path("size"), Descriptor.UNKNOWN_SIZE));
  }

  private static FindingKind kind(String word) {
    return Arrays.stream(FindingKind.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown finding '" + word + "'"));
  }

  private static DescriptorDigest digest(JrsValue json, String field) {
    return Digests.parse(JsonText.of(json, field));
  }

  private static ImmutableSortedSet<String> tags(JrsValue json) {
    return ImmutableSortedSet.copyOf(JsonText.all(json, "tags"));
  }
}
