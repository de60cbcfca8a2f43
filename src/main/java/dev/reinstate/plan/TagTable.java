package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.Optional;

/** The tag table of the design, row by row. */
final class TagTable {

  private static final TagVerdict FINE = new TagVerdict.Fine();

  private final RepositoryStates states;
  private final DesiredClosure wanted;
  private final PlanOptions options;

  TagTable(RepositoryStates states, DesiredClosure wanted, PlanOptions options) {
    this.states = states;
    this.wanted = wanted;
    this.options = options;
  }

  TagVerdict verdict(String tag) {
    DescriptorDigest desired = states.desiredTags().get(tag);
    DescriptorDigest live = states.live().tags().get(tag);
    MergeBaseTag agreed = states.agreed().tags().get(tag);
    if (desired != null) {
      return live == null ? missing(desired) : desired(desired, live, agreed);
    }
    return agreed == null ? unknown(tag, live) : undesired(tag, live, agreed);
  }

  private static TagVerdict missing(DescriptorDigest desired) {
    return new TagVerdict.Add(desired, Authority.MANIFEST, ActionReason.TAG_MISSING);
  }

  private TagVerdict desired(DescriptorDigest desired, DescriptorDigest live, MergeBaseTag agreed) {
    if (live.equals(desired)) {
      return FINE;
    }
    if (agreed == null) {
      return states
          .doubt()
          .map(why -> unknownAgreement(desired, live, why))
          .orElseGet(() -> move(live, desired, ActionReason.TAG_UNAGREED));
    }
    if (agreed.digest().equals(desired)) {
      return move(live, desired, ActionReason.TAG_DRIFTED);
    }
    if (!agreed.digest().equals(live)) {
      return found(
          FindingKind.TAG_CONFLICT,
          desired,
          "manifest " + desired + ", live " + live + ", agreed " + agreed.digest());
    }
    return options.allowTagMoves()
        ? move(live, desired, ActionReason.TAG_MOVE_ALLOWED)
        : found(
            FindingKind.TAG_MOVE_REQUESTED,
            desired,
            "the manifest moves an agreed tag from "
                + live
                + " to "
                + desired
                + " (--allow-tag-moves permits it)");
  }

  /** The live value may be the agreed one, and then it must stay. */
  private static TagVerdict unknownAgreement(
      DescriptorDigest desired, DescriptorDigest live, String why) {
    return found(
        FindingKind.UNREADABLE,
        desired,
        "manifest "
            + desired
            + ", live "
            + live
            + "; left alone, since its agreed value may be damaged: "
            + why);
  }

  private TagVerdict unknown(String tag, DescriptorDigest live) {
    return wanted.isAttachedToDesired(tag)
        ? FINE
        : new TagVerdict.Found(
            FindingKind.EXTRA,
            Optional.ofNullable(live),
            "live, but in no manifest and in no snapshot");
  }

  private TagVerdict undesired(String tag, DescriptorDigest live, MergeBaseTag agreed) {
    DescriptorDigest value = agreed.digest();
    if (value.equals(live)) {
      return FINE;
    }
    if (wanted.isAttachedToDesired(tag) && !agreed.managed()) {
      return attached(tag, live, value);
    }
    if (wanted.isManaged(tag, agreed) || isRetired(value)) {
      return found(
          FindingKind.RETIRED, value, "taken out of the manifests and " + fate(live, value));
    }
    return unmanaged(tag, live, value);
  }

  /** One that differs is newer than the snapshot, and left alone unless somebody knows better. */
  private TagVerdict attached(String tag, DescriptorDigest live, DescriptorDigest agreed) {
    if (live == null) {
      return new TagVerdict.Add(agreed, Authority.SNAPSHOT, ActionReason.ATTACHMENT_MISSING);
    }
    return states.overwritten().contains(tag)
        ? new TagVerdict.Move(live, agreed, Authority.SNAPSHOT, ActionReason.ATTACHMENT_OVERWRITTEN)
        : FINE;
  }

  private static String fate(DescriptorDigest live, DescriptorDigest agreed) {
    return live == null ? "gone from the registry" : "used again: was " + agreed + ", is " + live;
  }

  /** A tag does not outlive its image. */
  private boolean isRetired(DescriptorDigest digest) {
    return !states.live().images().contains(digest)
        && wanted.isManaged(digest)
        && wanted.reason(digest).isEmpty();
  }

  private TagVerdict unmanaged(String tag, DescriptorDigest live, DescriptorDigest agreed) {
    if (live == null && wanted.isAlone(tag)) {
      return found(FindingKind.UNMANAGED_MISSING, agreed, DesiredClosure.ALONE);
    }
    if (live == null) {
      return options.restoreUnmanaged()
          ? new TagVerdict.Add(agreed, Authority.SNAPSHOT, ActionReason.UNMANAGED_MISSING)
          : found(
              FindingKind.UNMANAGED_MISSING,
              agreed,
              "gone from the registry; no manifest ever named it (--restore-unmanaged brings it"
                  + " back)");
    }
    return options.restoreUnmanaged()
        ? new TagVerdict.Move(live, agreed, Authority.SNAPSHOT, ActionReason.UNMANAGED_MISSING)
        : found(
            FindingKind.UNMANAGED_TAG_MOVED,
            agreed,
            "was " + agreed + ", is " + live + "; no manifest ever named it");
  }

  private static TagVerdict move(DescriptorDigest from, DescriptorDigest to, ActionReason reason) {
    return new TagVerdict.Move(from, to, Authority.MANIFEST, reason);
  }

  private static TagVerdict found(FindingKind kind, DescriptorDigest digest, String detail) {
    return new TagVerdict.Found(kind, Optional.of(digest), detail);
  }
}
