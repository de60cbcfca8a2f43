package dev.reinstate.image;

import com.google.common.collect.ImmutableList;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * Patterns on {@code host/path}: {@code *} stays within a path segment, {@code **} does not; {@code
 * ?}, {@code [a-z]} and {@code {a,b}} as in shells.
 */
public final class RepositoryGlobs implements Predicate<String> {

  private final ImmutableList<PathMatcher> matchers;

  /** Throws {@link IllegalArgumentException} for a pattern that is not a glob. */
  public RepositoryGlobs(Collection<String> patterns) {
    this.matchers =
        patterns.stream()
            .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
            .collect(ImmutableList.toImmutableList());
  }

  /** Whether any of the patterns matches the whole name; none does what cannot be a path. */
  @Override
  public boolean test(String name) {
    try {
      Path path = Path.of(name);
      return matchers.stream().anyMatch(matcher -> matcher.matches(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
