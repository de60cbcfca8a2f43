package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.manifest.DesiredRepository;
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
    input.desired().repositories().forEach(asking::askMirror);
    return asking.expectations();
  }

  private void askStaging(Repository repository, Set<DescriptorDigest> images) {
    DesiredRepository desired = input.desired().repositories().get(repository);
    if (desired != null) {
      desired.sources().forEach(source -> images.forEach(image -> ask(source, image)));
    }
  }

  private void askMirror(Repository repository, DesiredRepository desired) {
    for (DescriptorDigest image : desired.images().tagsByDigest().keySet()) {
      if (missing.distinct().contains(image)) {
        ask(repository, image);
      }
    }
  }

  private void ask(Repository repository, DescriptorDigest image) {
    boolean read =
        input.live().repositories().containsKey(repository)
            || input.sources().repositories().containsKey(repository);
    if (!read && !known.isLive(image)) {
      questions.computeIfAbsent(repository, any -> new TreeSet<>(Digests.ORDER)).add(image);
    }
  }

  private ImmutableSortedMap<Repository, Expectation> expectations() {
    return ImmutableSortedMap.copyOf(Maps.transformValues(questions, Expectation::ofImages));
  }
}
