package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.snapshot.MergeBaseImage;
import java.util.Map;

/** The image table of the design, row by row. */
final class ImageTable {

  private static final ImageVerdict FINE = new ImageVerdict.Fine();

  private final RepositoryStates states;
  private final DesiredClosure wanted;
  private final SourceIndex sources;
  private final ImmutableSet<DescriptorDigest> tagged;

  ImageTable(RepositoryStates states, DesiredClosure wanted, SourceIndex sources) {
    this.states = states;
    this.wanted = wanted;
    this.sources = sources;
    this.tagged =
        states.live().tags().entrySet().stream()
            .filter(tag -> !wanted.isAttachedToDesired(tag.getKey()))
            .map(Map.Entry::getValue)
            .collect(ImmutableSet.toImmutableSet());
  }

  ImageVerdict verdict(DescriptorDigest digest) {
    boolean live = states.live().images().contains(digest);
    return wanted
        .reason(digest)
        .map(reason -> live ? FINE : missing(digest, reason))
        .orElseGet(() -> live ? unwanted(digest) : gone(digest));
  }

  private ImageVerdict missing(DescriptorDigest digest, ActionReason reason) {
    ImmutableList<Source> best = sources.of(states, digest);
    if (best.isEmpty() && reason != ActionReason.IMAGE_MISSING && wasNeverThere(digest)) {
      return FINE;
    }
    if (best.isEmpty()) {
      return sources
          .notAsked(states, digest)
          .map(
              source ->
                  new ImageVerdict.Found(
                      FindingKind.UNREADABLE,
                      "missing, and whether any source has it is not known: the run was stopped"
                          + " before "
                          + source
                          + " was read"))
          .orElseGet(
              () -> new ImageVerdict.Found(FindingKind.LOST, sources.whyNone(states, digest)));
    }
    Authority authority =
        reason == ActionReason.IMAGE_MISSING ? Authority.MANIFEST : Authority.SNAPSHOT;
    return new ImageVerdict.Restore(authority, reason, best);
  }

  /** An index may name a child that no registry had when the snapshot was taken. */
  private boolean wasNeverThere(DescriptorDigest digest) {
    MergeBaseImage image = states.agreed().images().get(digest);
    return image != null && !image.wasSeen();
  }

  private ImageVerdict unwanted(DescriptorDigest digest) {
    if (states.agreedImages().contains(digest)) {
      return FINE;
    }
    return tagged.contains(digest)
        ? new ImageVerdict.Found(FindingKind.EXTRA, "live, but in no manifest and in no snapshot")
        : new ImageVerdict.Untagged();
  }

  private ImageVerdict gone(DescriptorDigest digest) {
    if (wanted.isSuperseded(digest)) {
      return FINE;
    }
    if (wanted.isAlone(digest)) {
      return new ImageVerdict.Found(FindingKind.UNMANAGED_MISSING, DesiredClosure.ALONE);
    }
    return wanted.isManaged(digest)
        ? new ImageVerdict.Found(
            FindingKind.RETIRED, "taken out of the manifests and gone from the registry")
        : new ImageVerdict.Found(
            FindingKind.UNMANAGED_MISSING,
            "gone from the registry; no manifest ever named it (--restore-unmanaged brings it back)");
  }
}
