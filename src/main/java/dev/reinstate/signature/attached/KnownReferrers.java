package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;

/** The referrers that a snapshot knows, by the image they refer to. For any thread. */
final class KnownReferrers {

  private final MergeBase agreed;
  private final SingleFlight<
          Repository, ImmutableSetMultimap<DescriptorDigest, DescriptorDigest>, RuntimeException>
      bySubject = new SingleFlight<>(RuntimeException.class);

  KnownReferrers(MergeBase agreed) {
    this.agreed = agreed;
  }

  /** Those of an image in this repository, in the order of their digests. */
  ImmutableSet<DescriptorDigest> of(Repository repository, DescriptorDigest image) {
    return bySubject.get(repository, () -> bySubject(agreed.get(repository))).get(image);
  }

  private static ImmutableSetMultimap<DescriptorDigest, DescriptorDigest> bySubject(
      MergeBaseRepository known) {
    ImmutableSetMultimap.Builder<DescriptorDigest, DescriptorDigest> referrers =
        ImmutableSetMultimap.builder();
    known
        .images()
        .forEach(
            (digest, image) ->
                image.subject().ifPresent(subject -> referrers.put(subject, digest)));
    known
        .tags()
        .forEach(
            (tag, value) -> {
              MergeBaseImage list = known.images().get(value.digest());
              if (list != null && AttachmentForms.ofTag(tag).isEmpty()) {
                AttachmentTag.subjectOf(tag)
                    .ifPresent(subject -> referrers.putAll(subject, list.children()));
              }
            });
    return referrers.build();
  }
}
