package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** How images belong together, from everything that is known without asking anybody. */
final class IndexAncestry {

  private final ImmutableList<IndexMembership> known;

  IndexAncestry(IndexMembership... known) {
    this.known = ImmutableList.copyOf(known);
  }

  /** The image itself or the nearest index above it that is wanted. */
  Optional<DescriptorDigest> ancestor(DescriptorDigest image, Predicate<DescriptorDigest> wanted) {
    Set<DescriptorDigest> seen = new HashSet<>();
    Deque<DescriptorDigest> open = new ArrayDeque<>();
    open.add(image);
    while (!open.isEmpty()) {
      DescriptorDigest next = open.remove();
      if (wanted.test(next)) {
        return Optional.of(next);
      }
      for (IndexMembership each : known) {
        each.parents(next).stream().filter(seen::add).forEach(open::add);
      }
    }
    return Optional.empty();
  }

  /** Of these images and their descendants, those whose own children are not known. */
  ImmutableSet<DescriptorDigest> unknown(Collection<DescriptorDigest> roots) {
    ImmutableSet.Builder<DescriptorDigest> unknown = ImmutableSet.builder();
    Set<DescriptorDigest> seen = new HashSet<>(roots);
    Deque<DescriptorDigest> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      DescriptorDigest next = open.remove();
      if (known.stream().noneMatch(each -> each.knows(next))) {
        unknown.add(next);
      }
      for (IndexMembership each : known) {
        each.nested(next).stream().filter(seen::add).forEach(open::add);
      }
    }
    return unknown.build();
  }
}
