package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Sets;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which images of a repository ought to be there, and which ones a manifest once wanted. */
final class DesiredClosure {

  /** For a human: why something unmanaged does not come back although that is asked for. */
  static final String ALONE =
      "gone from the registry with what it belongs to; it is not brought back alone";

  private final RepositoryStates states;
  private final Map<DescriptorDigest, ActionReason> belonging;
  private final Set<DescriptorDigest> managed;
  private final Set<DescriptorDigest> superseded;
  private final Set<DescriptorDigest> broughtBack;
  private final Set<DescriptorDigest> alone;

  /**
   * @param obtainable whether anybody has an image, as far as that is known
   */
  DesiredClosure(
      RepositoryStates states, PlanOptions options, Predicate<DescriptorDigest> obtainable) {
    this.states = states;
    Dependents dependents = new Dependents(states.agreed());
    this.belonging = dependents.of(states.desiredImages().keySet(), new WithDesired());
    this.superseded = supersededImages();
    Set<DescriptorDigest> named = namedImages();
    this.managed =
        Sets.union(named, dependents.of(named, new Dependents.Always(/* others= */ true)).keySet());
    Set<DescriptorDigest> unmanaged =
        options.restoreUnmanaged()
            ? Sets.difference(states.agreedImages(), managed).immutableCopy()
            : ImmutableSet.of();
    this.alone = dependents.alone(unmanaged, this::isThere, obtainable);
    this.broughtBack = withChildren(Sets.difference(unmanaged, alone).immutableCopy(), dependents);
  }

  /** Why an image ought to be in the repository; empty when nobody asks for it. */
  Optional<ActionReason> reason(DescriptorDigest digest) {
    if (states.desiredImages().containsKey(digest)) {
      return Optional.of(ActionReason.IMAGE_MISSING);
    }
    ActionReason belongs = belonging.get(digest);
    if (belongs != null) {
      return Optional.of(belongs);
    }
    return broughtBack.contains(digest)
        ? Optional.of(ActionReason.UNMANAGED_MISSING)
        : Optional.empty();
  }

  /** Whether a manifest ever named the image, or one that it belongs to. */
  boolean isManaged(DescriptorDigest digest) {
    return managed.contains(digest);
  }

  /** Whether a tag is attached to an image that ought to be there on a manifest's account. */
  boolean isAttachedToDesired(String tag) {
    return AttachmentTag.subjectOf(tag)
        .filter(
            subject ->
                states.desiredImages().containsKey(subject) || belonging.containsKey(subject))
        .isPresent();
  }

  /** Whether an attachment's tag has moved on from this image: nobody misses the older one. */
  boolean isSuperseded(DescriptorDigest digest) {
    return superseded.contains(digest) || isOlderListOfReferrers(digest);
  }

  /** Every referrer that is put makes a new list of them and leaves the last one without a tag. */
  private boolean isOlderListOfReferrers(DescriptorDigest digest) {
    MergeBaseImage image = states.agreed().images().get(digest);
    if (image == null || image.managed() || image.children().isEmpty()) {
      return false;
    }
    Set<Optional<DescriptorDigest>> subjects =
        image.children().stream()
            .map(child -> Optional.ofNullable(states.agreed().images().get(child)))
            .map(child -> child.flatMap(MergeBaseImage::subject))
            .collect(ImmutableSet.toImmutableSet());
    return subjects.size() == 1
        && Iterables.getOnlyElement(subjects)
            .map(AttachmentTag::ofReferrers)
            .filter(states.agreed().tags()::containsKey)
            .isPresent()
        && states.agreed().tags().values().stream()
            .map(MergeBaseTag::digest)
            .noneMatch(digest::equals);
  }

  /** Whether a manifest ever named the tag, or the image it is attached to. */
  boolean isManaged(String tag, MergeBaseTag agreed) {
    return agreed.managed() || AttachmentTag.subjectOf(tag).filter(this::isManaged).isPresent();
  }

  /** Images that ought to be there and are not. */
  Set<DescriptorDigest> missing() {
    Set<DescriptorDigest> wanted =
        Sets.union(Sets.union(states.desiredImages().keySet(), belonging.keySet()), broughtBack);
    return Sets.difference(wanted, states.live().images()).immutableCopy();
  }

  /** The children are needed, retired or not. */
  private static Set<DescriptorDigest> withChildren(
      Set<DescriptorDigest> images, Dependents dependents) {
    return ImmutableSet.copyOf(
        Sets.union(
            images, dependents.of(images, new Dependents.Always(/* others= */ false)).keySet()));
  }

  /** In the registry, or about to be for a manifest's sake. */
  private boolean isThere(DescriptorDigest digest) {
    return states.live().images().contains(digest)
        || states.desiredImages().containsKey(digest)
        || belonging.containsKey(digest);
  }

  /** Whether an unmanaged image is wanted back, but what it belongs to does not come. */
  boolean isAlone(DescriptorDigest digest) {
    return alone.contains(digest) && !broughtBack.contains(digest);
  }

  /** The same of the tag of an attachment. */
  boolean isAlone(String tag) {
    MergeBaseTag agreed = states.agreed().tags().get(tag);
    return agreed != null && AttachmentTag.subjectOf(tag).isPresent() && isAlone(agreed.digest());
  }

  private Set<DescriptorDigest> supersededImages() {
    return states.agreed().tags().entrySet().stream()
        .filter(tag -> !tag.getValue().managed())
        .filter(tag -> states.live().tags().containsKey(tag.getKey()))
        .filter(tag -> isAttachedToDesired(tag.getKey()))
        .map(tag -> tag.getValue().digest())
        .collect(ImmutableSet.toImmutableSet());
  }

  private Set<DescriptorDigest> namedImages() {
    ImmutableSet.Builder<DescriptorDigest> named = ImmutableSet.builder();
    states
        .agreed()
        .images()
        .forEach(
            (digest, image) -> {
              if (image.managed()) {
                named.add(digest);
              }
            });
    states.agreed().tags().values().stream()
        .filter(MergeBaseTag::managed)
        .map(MergeBaseTag::digest)
        .forEach(named::add);
    return named.build();
  }

  /**
   * What a manifest once named by itself and no longer names was retired by itself. A live
   * attachment that differs is newer than the snapshot; both it and its image are left alone.
   */
  private final class WithDesired implements Dependents.Follow {
    @Override
    public boolean attachment(String tag) {
      MergeBaseTag agreed = states.agreed().tags().get(tag);
      DescriptorDigest live = states.live().tags().get(tag);
      return !agreed.managed()
          && !states.desiredTags().containsKey(tag)
          && (live == null || live.equals(agreed.digest()) || states.overwritten().contains(tag));
    }

    @Override
    public boolean referrer(DescriptorDigest digest) {
      MergeBaseImage image = states.agreed().images().get(digest);
      return image == null || !image.managed();
    }
  }
}
