package dev.reinstate.snapshot.format;

import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;

/**
 * The repositories below a destination. Names are relative, so that identical mirrors have equal
 * trees.
 *
 * @param repositories the repository index of each; the empty name is the destination's own path
 */
public record RegistryTree(ImmutableSortedMap<String, Descriptor> repositories) {

  /** The name of a repository below a destination that contains it. */
  public static String relativeName(RegistryPrefix prefix, Repository repository) {
    if (prefix.path().isEmpty()) {
      return repository.path();
    }
    return repository.path().equals(prefix.path())
        ? ""
        : repository.path().substring(prefix.path().length() + 1);
  }

  /** The inverse of {@link #relativeName}. */
  public static Repository resolve(RegistryPrefix prefix, String name) {
    return name.isEmpty() ? new Repository(prefix.host(), prefix.path()) : prefix.resolve(name);
  }
}
