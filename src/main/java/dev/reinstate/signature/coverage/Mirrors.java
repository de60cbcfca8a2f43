package dev.reinstate.signature.coverage;

import dev.reinstate.image.Repository;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.signature.SignaturePolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What repositories have in common that want the same images and keep what is attached to them in
 * the same place: of twenty mirrors, one is looked at.
 *
 * @param rule that decides for them
 */
record Mirrors(Repository place, TaggedImages images, SignaturePolicy.Rule rule) {

  /** Of all repositories that were read and of whose images something is asked, each with those. */
  static Map<Mirrors, List<Repository>> of(SignaturePolicy policy, PlanInput states) {
    Map<Mirrors, List<Repository>> mirrors = new LinkedHashMap<>();
    for (Repository repository : states.live().repositories().keySet()) {
      TaggedImages images = states.desired().images(repository);
      policy
          .rule(repository)
          .filter(rule -> !rule.requirements().isEmpty() && !images.tagsByDigest().isEmpty())
          .map(rule -> new Mirrors(policy.placeOf(repository), images, rule))
          .ifPresent(
              each -> mirrors.computeIfAbsent(each, any -> new ArrayList<>()).add(repository));
    }
    return mirrors;
  }

  /** The same objects: whoever loads manifests keeps what is equal once. */
  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean equals(Object other) {
    return other instanceof Mirrors that
        && images == that.images
        && rule == that.rule
        && place.equals(that.place);
  }

  @Override
  public int hashCode() {
    return 31 * place.hashCode() + System.identityHashCode(images);
  }
}
