package dev.reinstate.scrub;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;

/**
 * What was seen of an image and all it is made of.
 *
 * @param faults what is broken, each once
 * @param unread why something could not be read; empty when all was
 */
record Visit(ImmutableList<Fault> faults, ImmutableList<String> unread) {

  static final Visit WHOLE = new Visit(ImmutableList.of(), ImmutableList.of());

  static Visit of(Fault fault) {
    return new Visit(ImmutableList.of(fault), ImmutableList.of());
  }

  static Visit unread(String reason) {
    return new Visit(ImmutableList.of(), ImmutableList.of(reason));
  }

  boolean isWhole() {
    return faults.isEmpty() && unread.isEmpty();
  }

  Visit and(Visit other) {
    if (other.isWhole()) {
      return this;
    }
    return isWhole()
        ? other
        : new Visit(
            ImmutableSet.copyOf(Iterables.concat(faults, other.faults)).asList(),
            ImmutableSet.copyOf(Iterables.concat(unread, other.unread)).asList());
  }
}
