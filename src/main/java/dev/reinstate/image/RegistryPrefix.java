package dev.reinstate.image;

import java.util.Comparator;

/**
 * A promoter's registry: a host and a path prefix below which repositories live, such as {@code
 * us.gcr.io/k8s-artifacts-prod}.
 *
 * @param host the registry host, with its port where it has one
 * @param path the prefix without leading or trailing slash; empty for the whole host
 */
public record RegistryPrefix(String host, String path) implements Comparable<RegistryPrefix> {

  private static final Comparator<RegistryPrefix> ORDER =
      Comparator.comparing(RegistryPrefix::host).thenComparing(RegistryPrefix::path);

  /**
   * Throws {@link IllegalArgumentException} when host or path is not one the distribution spec
   * allows.
   */
  public RegistryPrefix {
    if (!ImageNames.isHost(host)) {
      throw new IllegalArgumentException("invalid registry host '" + host + "'");
    }
    if (!path.isEmpty() && !ImageNames.isPath(path)) {
      throw new IllegalArgumentException("invalid registry path '" + path + "'");
    }
  }

  /** Reads {@code host} or {@code host/path}. */
  public static RegistryPrefix parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new RegistryPrefix(text, "")
        : new RegistryPrefix(text.substring(0, slash), text.substring(slash + 1));
  }

  /** The repository of an image name relative to this prefix. */
  public Repository resolve(String name) {
    return new Repository(host, path.isEmpty() ? name : path + "/" + name);
  }

  /** Whether the repository lies below this prefix; whole path segments count, not characters. */
  public boolean contains(Repository repository) {
    return host.equals(repository.host()) && (path.isEmpty() || leadsTo(repository.path()));
  }

  private boolean leadsTo(String other) {
    return other.startsWith(path)
        && (other.length() == path.length() || other.charAt(path.length()) == '/');
  }

  /**
   * The name of a repository relative to this prefix, the opposite of {@link #resolve}; empty for
   * the prefix itself. {@link IllegalArgumentException} when it does not lie below.
   */
  public String nameOf(Repository repository) {
    if (!contains(repository)) {
      throw new IllegalArgumentException(repository + " is not below " + this);
    }
    String below = repository.path().substring(path.length());
    return below.startsWith("/") ? below.substring(1) : below;
  }

  @Override
  public int compareTo(RegistryPrefix other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return path.isEmpty() ? host : host + "/" + path;
  }
}
