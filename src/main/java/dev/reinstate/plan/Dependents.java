package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Sets;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.snapshot.MergeBaseRepository;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

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

  /**
   * Those that are nothing without what they are attached or refer to, none of which is there or
   * among those that are left.
   *
   * @param there what need not be among them
   * @param obtainable whether one that is left can be had
   */
  Set<DescriptorDigest> alone(
      Set<DescriptorDigest> images,
      Predicate<DescriptorDigest> there,
      Predicate<DescriptorDigest> obtainable) {
    if (images.isEmpty()) {
      return ImmutableSet.of();
    }
    ImmutableSetMultimap<DescriptorDigest, DescriptorDigest> owners = owners();
    Set<DescriptorDigest> left = new HashSet<>(images);
    Set<DescriptorDigest> alone;
    do {
      Set<DescriptorDigest> back =
          ImmutableSet.copyOf(Sets.union(left, of(left, new Always(/* others= */ false)).keySet()));
      Predicate<DescriptorDigest> gone =
          owner -> !there.test(owner) && !(back.contains(owner) && obtainable.test(owner));
      alone =
          left.stream()
              .filter(owners::containsKey)
              .filter(image -> owners.get(image).stream().allMatch(gone))
              .collect(ImmutableSet.toImmutableSet());
    } while (left.removeAll(alone));
    return Sets.difference(images, left).immutableCopy();
  }

  /** What an image is attached or refers to; nothing of one that has a name of its own as well. */
  private ImmutableSetMultimap<DescriptorDigest, DescriptorDigest> owners() {
    ImmutableSetMultimap.Builder<DescriptorDigest, DescriptorDigest> owners =
        ImmutableSetMultimap.builder();
    Set<DescriptorDigest> named = new HashSet<>();
    agreed
        .tags()
        .forEach(
            (tag, value) -> {
              if (AttachmentTag.subjectOf(tag).isEmpty()) {
                named.add(value.digest());
              }
            });
    referrers.forEach(
        (subject, referrer) -> {
          if (!named.contains(referrer)) {
            owners.put(referrer, subject);
          }
        });
    attachments.forEach(
        (subject, tag) -> {
          DescriptorDigest attached = agreed.tags().get(tag).digest();
          if (!named.contains(attached)) {
            owners.put(attached, subject);
          }
        });
    return owners.build();
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
