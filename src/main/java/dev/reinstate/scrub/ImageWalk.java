package dev.reinstate.scrub;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ContentProbe;
import dev.reinstate.inventory.Probed;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Dependents;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Visits images with all they are made of and all that belongs to them. Each manifest is asked for
 * once in its repository, and each blob, however many images share it.
 */
final class ImageWalk {

  /** Real indexes nest once or twice; a deeper one is hostile. */
  private static final int MOST_LEVELS = 16;

  private static final int BLOBS_AT_ONCE = 512;
  private static final int REMEMBERED_REPOSITORIES = 4096;

  private record InRepository(Repository repository, DescriptorDigest manifest) {}

  private final ContentProbe probe;
  private final BlobWalk blobs;
  private final StoredContent stored;
  private final MergeBase agreed;
  private final ImmutableSet<DescriptorDigest> neverSeen;
  private final boolean nondistributable;
  private final FanOut fanOut = new FanOut(BLOBS_AT_ONCE);
  private final Seen whole = new Seen();
  private final SingleFlight<InRepository, Visit, RuntimeException> flights =
      new SingleFlight<>(RuntimeException.class);
  private final Cache<Repository, Dependents> dependents =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED_REPOSITORIES).build();
  private final LongAdder manifests = new LongAdder();

  /**
   * @param stored manifests that need not be asked for, where a registry lost them
   * @param nondistributable whether layers that registries do not distribute must be there too
   */
  ImageWalk(
      ContentProbe probe,
      BlobWalk blobs,
      StoredContent stored,
      MergeBase agreed,
      boolean nondistributable) {
    this.probe = probe;
    this.blobs = blobs;
    this.stored = stored;
    this.agreed = agreed;
    this.neverSeen = agreed.neverSeen();
    this.nondistributable = nondistributable;
  }

  /** How many manifests were asked for. */
  long manifests() {
    return manifests.sum();
  }

  /** An image that manifests desire. */
  Visit visit(Subject image) {
    Repository repository = image.repository();
    Visit visit = closure(repository, image.digest(), ActionReason.IMAGE_MISSING, 0);
    for (Map.Entry<DescriptorDigest, ActionReason> dependent :
        belonging(repository, image.digest()).entrySet()) {
      if (dependent.getValue() != ActionReason.CHILD_MISSING) {
        visit = visit.and(attached(repository, dependent.getKey(), dependent.getValue()));
      }
    }
    return visit;
  }

  private Map<DescriptorDigest, ActionReason> belonging(
      Repository repository, DescriptorDigest image) {
    Dependents known = dependents.getIfPresent(repository);
    if (known == null) {
      known = new Dependents(agreed.get(repository));
      dependents.put(repository, known);
    }
    return known.of(ImmutableSet.of(image), new Dependents.Always(/* others= */ true));
  }

  /** What is attached by tag may have been replaced since the snapshot was taken. */
  private Visit attached(Repository repository, DescriptorDigest digest, ActionReason reason) {
    Visit visit = closure(repository, digest, reason, 0);
    if (visit.isWhole() || reason != ActionReason.ATTACHMENT_MISSING) {
      return visit;
    }
    for (var tag : agreed.get(repository).tags().entrySet()) {
      if (tag.getValue().digest().equals(digest)
          && AttachmentTag.subjectOf(tag.getKey()).isPresent()) {
        Optional<DescriptorDigest> now;
        try {
          now = probe.resolve(repository, tag.getKey());
        } catch (IOException e) {
          return visit.and(Visit.unread(e.getMessage()));
        }
        if (now.isPresent() && !now.get().equals(digest)) {
          return closure(repository, now.get(), reason, 0);
        }
      }
    }
    return visit;
  }

  private Visit closure(
      Repository repository, DescriptorDigest digest, ActionReason reason, int level) {
    if (whole.has(repository, digest)) {
      return Visit.WHOLE;
    }
    if (level > MOST_LEVELS) {
      return Visit.unread(
          repository + "@" + digest + " is nested more than " + MOST_LEVELS + " levels deep");
    }
    InRepository key = new InRepository(repository, digest);
    Visit visit = flights.get(key, () -> look(repository, digest, reason, level));
    if (visit.isWhole()) {
      whole.add(repository, digest);
      flights.forget(key);
    }
    return visit;
  }

  private Visit look(
      Repository repository, DescriptorDigest digest, ActionReason reason, int level) {
    manifests.increment();
    return switch (probe.manifest(repository, digest)) {
      case Probed.Whole<Manifest> found -> parts(repository, found.content(), level);
      case Probed.Missing<Manifest> missing ->
          broken(
              new Fault(
                  reason == ActionReason.CHILD_MISSING
                      ? FindingKind.CHILD_MISSING
                      : FindingKind.MANIFEST_MISSING,
                  repository,
                  object(repository, digest),
                  digest,
                  reason,
                  "a manifest",
                  missing.seen()),
              level);
      case Probed.Damaged<Manifest> damaged ->
          broken(
              new Fault(
                  FindingKind.MANIFEST_DAMAGED,
                  repository,
                  object(repository, digest),
                  digest,
                  ActionReason.MANIFEST_DAMAGED,
                  damaged.expected(),
                  damaged.seen()),
              level);
      case Probed.Unreadable<Manifest> unreadable -> Visit.unread(unreadable.reason());
    };
  }

  /** What it is made of is still looked at where the snapshot has its manifest. */
  private Visit broken(Fault fault, int level) {
    Visit visit = Visit.of(fault);
    MergeBaseImage known = agreed.get(fault.repository()).images().get(fault.object().digest());
    return known == null
        ? visit
        : stored
            .find(fault.object().digest(), known.content())
            .map(manifest -> visit.and(parts(fault.repository(), manifest, level)))
            .orElse(visit);
  }

  private Visit parts(Repository repository, Manifest manifest, int level) {
    ManifestReferences references;
    try {
      references = ManifestReferences.of(manifest);
    } catch (IOException e) {
      return Visit.unread(repository + ": " + e.getMessage());
    }
    Visit visit = Visit.WHOLE;
    for (Descriptor child : references.children()) {
      if (!neverSeen.contains(child.digest())) {
        visit =
            visit.and(closure(repository, child.digest(), ActionReason.CHILD_MISSING, level + 1));
      }
    }
    var needed =
        references.blobs().stream()
            .filter(blob -> nondistributable || !MediaTypes.isNondistributable(blob.mediaType()))
            .toList();
    for (Visit blob :
        fanOut.map(needed, each -> blobs.visit(repository, each, manifest.digest()))) {
      visit = visit.and(blob);
    }
    return visit;
  }

  private Descriptor object(Repository repository, DescriptorDigest digest) {
    MergeBaseImage known = agreed.get(repository).images().get(digest);
    return known == null
        ? new Descriptor("", digest, Descriptor.UNKNOWN_SIZE)
        : new Descriptor(known.content().mediaType(), digest, known.content().size());
  }
}
