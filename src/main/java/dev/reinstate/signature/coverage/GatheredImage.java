package dev.reinstate.signature.coverage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Sets;
import dev.reinstate.image.Repository;
import dev.reinstate.signature.SignaturePolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who wants an image, as far as it is known. */
final class GatheredImage {

  private final Optional<DescriptorDigest> index;
  private final Set<SignaturePolicy.Rule> rules = Sets.newIdentityHashSet();
  private final SortedSet<String> tags = new TreeSet<>();
  private List<Repository> repositories = ImmutableList.of();

  /**
   * @param index that it is a part of; empty for an image that is desired itself
   */
  GatheredImage(Optional<DescriptorDigest> index) {
    this.index = index;
  }

  /**
   * Adds whom it is desired by.
   *
   * @param where sorted
   */
  @SuppressWarnings("ReferenceEquality") // most often it is the same
  void add(List<Repository> where, Set<String> names, SignaturePolicy.Rule rule) {
    if (repositories.isEmpty()) {
      repositories = where;
    } else if (repositories != where) {
      repositories = ImmutableSortedSet.copyOf(Iterables.concat(repositories, where)).asList();
    }
    tags.addAll(names);
    rules.add(rule);
  }

  Optional<DescriptorDigest> index() {
    return index;
  }

  Set<SignaturePolicy.Rule> rules() {
    return rules;
  }

  ImmutableSortedSet<String> tags() {
    return ImmutableSortedSet.copyOfSorted(tags);
  }

  /** Sorted, at least one. */
  List<Repository> repositories() {
    return repositories;
  }
}
