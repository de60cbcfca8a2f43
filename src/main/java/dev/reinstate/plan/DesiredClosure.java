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

/** Which images of a repository ought to be there, and which ones a manifest once wanted. */
final class DesiredClosure {

  private final RepositoryStates states;
  private final Map<DescriptorDigest, ActionReason> belonging;
  private final Set<DescriptorDigest> managed;
  private final Set<DescriptorDigest> superseded;
  private final Set<DescriptorDigest> broughtBack;

  DesiredClosure(RepositoryStates states, PlanOptions options) {
    this.states = states;
    Dependents dependents = new Dependents(states.agreed());
    this.belonging = dependents.of(states.desiredImages().keySet(), new WithDesired());
    this.superseded = supersededImages();
    Set<DescriptorDigest> named = namedImages();
    this.managed =
        Sets.union(named, dependents.of(named, new Dependents.Always(/* others= */ true)).keySet());
    this.broughtBack = options.restoreUnmanaged() ? unmanagedImages(dependents) : ImmutableSet.of();
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

  /** What no manifest ever named, and the children it needs, retired or not. */
  private Set<DescriptorDigest> unmanagedImages(Dependents dependents) {
    Set<DescriptorDigest> unmanaged = Sets.difference(states.agreedImages(), managed);
    return ImmutableSet.copyOf(
        Sets.union(
            unmanaged,
            dependents.of(unmanaged, new Dependents.Always(/* others= */ false)).keySet()));
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
          && (live == null || live.equals(agreed.digest()));
    }

    @Override
    public boolean referrer(DescriptorDigest digest) {
      MergeBaseImage image = states.agreed().images().get(digest);
      return image == null || !image.managed();
    }
  }
}
