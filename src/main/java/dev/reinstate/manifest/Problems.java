package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Collects the problems of one file or one step, each once however often an alias repeats it; used
 * by one thread.
 */
public final class Problems {

  private final Set<Problem> problems = new LinkedHashSet<>();
  private final Set<Problem> warnings = new LinkedHashSet<>();

  public void add(Location location, String message) {
    problems.add(new Problem(location, message));
  }

  /** For what is clear, and better written otherwise. */
  public void warn(Location location, String message) {
    warnings.add(new Problem(location, message));
  }

  public ImmutableList<Problem> asList() {
    return ImmutableList.copyOf(problems);
  }

  public ImmutableList<Problem> warnings() {
    return ImmutableList.copyOf(warnings);
  }
}
