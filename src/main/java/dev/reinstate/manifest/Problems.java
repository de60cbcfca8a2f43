package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems of one file or one step; used by one thread. */
final class Problems {

  private final List<Problem> problems = new ArrayList<>();

  void add(Location location, String message) {
    problems.add(new Problem(location, message));
  }

  ImmutableList<Problem> asList() {
    return ImmutableList.copyOf(problems);
  }
}
