package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableListMultimap;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.snapshot.MergeBaseRepository;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What belongs to an image, as far as the snapshot knows: the children of an index, attachments by
 * tag, and referrers. They follow the image: desired while it is desired, retired when it is
 * retired.
 */
public final class Dependents {

  private final MergeBaseRepository agreed;
  private final ImmutableListMultimap<DescriptorDigest, DescriptorDigest> referrers;
  private final ImmutableListMultimap<DescriptorDigest, String> attachments;

  public Dependents(MergeBaseRepository agreed) {
    this.agreed = agreed;
    ImmutableListMultimap.Builder<DescriptorDigest, DescriptorDigest> referrersOf =
        ImmutableListMultimap.builder();
    agreed
        .images()
        .forEach(
            (digest, image) ->
                image.subject().ifPresent(subject -> referrersOf.put(subject, digest)));
    this.referrers = referrersOf.build();
    ImmutableListMultimap.Builder<DescriptorDigest, String> attachmentsOf =
        ImmutableListMultimap.builder();
    agreed
        .tags()
        .keySet()
        .forEach(
            tag ->
                AttachmentTag.subjectOf(tag).ifPresent(subject -> attachmentsOf.put(subject, tag)));
    this.attachments = attachmentsOf.build();
  }

  /**
   * The images that belong to the roots, directly or not, each with the reason it belongs; roots
   * are not included.
   *
   * @param follow whether an attachment or referrer may follow its image; children always do, an
   *     index needs them
   */
  public Map<DescriptorDigest, ActionReason> of(Set<DescriptorDigest> roots, Follow follow) {
    Map<DescriptorDigest, ActionReason> found = new LinkedHashMap<>();
    Deque<DescriptorDigest> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      DescriptorDigest owner = open.remove();
      directly(owner, follow)
          .forEach(
              (digest, reason) -> {
                if (!roots.contains(digest) && found.putIfAbsent(digest, reason) == null) {
                  open.add(digest);
                }
              });
    }
    return found;
  }

  private Map<DescriptorDigest, ActionReason> directly(DescriptorDigest owner, Follow follow) {
    Map<DescriptorDigest, ActionReason> dependents = new LinkedHashMap<>();
    var image = agreed.images().get(owner);
    if (image != null) {
      image.children().forEach(child -> dependents.put(child, ActionReason.CHILD_MISSING));
    }
    for (String tag : attachments.get(owner)) {
      if (follow.attachment(tag)) {
        dependents.putIfAbsent(agreed.tags().get(tag).digest(), ActionReason.ATTACHMENT_MISSING);
      }
    }
    for (DescriptorDigest referrer : referrers.get(owner)) {
      if (follow.referrer(referrer)) {
        dependents.putIfAbsent(referrer, ActionReason.REFERRER_MISSING);
      }
    }
    return dependents;
  }

  /** Which attachments and referrers follow their image. */
  public interface Follow {

    boolean attachment(String tag);

    boolean referrer(DescriptorDigest digest);
  }

  /** All of them, or none: children alone. */
  public record Always(boolean others) implements Follow {
    @Override
    public boolean attachment(String tag) {
      return others;
    }

    @Override
    public boolean referrer(DescriptorDigest digest) {
      return others;
    }
  }
}
