package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.Sets;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.TaggedImages;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which repositories to ask for images that are missing and that no repository read so far has. */
public final class SourceQuestions {

  private final PlanInput input;
  private final MissingImages missing;
  private final SourceIndex known;
  private final Map<Repository, Set<DescriptorDigest>> questions = new TreeMap<>();

  private SourceQuestions(PlanInput input) {
    this.input = input;
    this.missing = MissingImages.of(input);
    this.known = new SourceIndex(input, missing.distinct());
  }

  /** The source registries the images were promoted from. */
  public static ImmutableSortedMap<Repository, Expectation> staging(PlanInput input) {
    SourceQuestions asking = new SourceQuestions(input);
    asking.missing.byRepository().forEach(asking::askStaging);
    return asking.expectations();
  }

  /** Destinations of the same images that were not read, being out of scope. */
  public static ImmutableSortedMap<Repository, Expectation> mirrors(PlanInput input) {
    SourceQuestions asking = new SourceQuestions(input);
    SetMultimap<TaggedImages, DescriptorDigest> dependents = asking.missingBelongings();
    input
        .desired()
        .repositories()
        .forEach(
            (repository, desired) -> asking.askMirror(repository, desired.images(), dependents));
    return asking.expectations();
  }

  private void askStaging(Repository repository, Set<DescriptorDigest> images) {
    DesiredRepository desired = input.desired().repositories().get(repository);
    if (desired != null) {
      desired.sources().forEach(source -> images.forEach(image -> ask(source, image)));
    }
  }

  /** Missing images that no manifest names, by the images they belong to, which mirrors share. */
  private SetMultimap<TaggedImages, DescriptorDigest> missingBelongings() {
    SetMultimap<TaggedImages, DescriptorDigest> dependents = HashMultimap.create();
    missing
        .byRepository()
        .forEach(
            (repository, images) -> {
              DesiredRepository desired = input.desired().repositories().get(repository);
              if (desired != null) {
                Set<DescriptorDigest> named = desired.images().tagsByDigest().keySet();
                dependents.putAll(desired.images(), Sets.difference(images, named));
              }
            });
    return dependents;
  }

  private void askMirror(
      Repository repository,
      TaggedImages desired,
      SetMultimap<TaggedImages, DescriptorDigest> dependents) {
    if (isRead(repository)) {
      return;
    }
    for (DescriptorDigest image : desired.tagsByDigest().keySet()) {
      if (missing.distinct().contains(image)) {
        ask(repository, image);
      }
    }
    dependents.get(desired).forEach(image -> ask(repository, image));
  }

  private void ask(Repository repository, DescriptorDigest image) {
    if (!isRead(repository) && !known.isLive(image)) {
      questions.computeIfAbsent(repository, any -> new TreeSet<>(Digests.ORDER)).add(image);
    }
  }

  private boolean isRead(Repository repository) {
    return input.live().repositories().containsKey(repository)
        || input.sources().repositories().containsKey(repository);
  }

  private ImmutableSortedMap<Repository, Expectation> expectations() {
    return ImmutableSortedMap.copyOf(Maps.transformValues(questions, Expectation::ofImages));
  }
}
