package dev.reinstate.image;

import java.util.Comparator;

/**
 * A repository on a registry host, such as {@code us.gcr.io/k8s-artifacts-prod/pause}.
 *
 * @param host the registry host, with its port where it has one
 * @param path the name below {@code /v2/}, without leading or trailing slash
 */
public record Repository(String host, String path) implements Comparable<Repository> {

  private static final Comparator<Repository> ORDER =
      Comparator.comparing(Repository::host).thenComparing(Repository::path);

  /**
   * Throws {@link IllegalArgumentException} when host or path is not one the distribution spec
   * allows.
   */
  public Repository {
    if (!ImageNames.isHost(host)) {
      throw new IllegalArgumentException("invalid registry host '" + host + "'");
    }
    if (!ImageNames.isPath(path)) {
      throw new IllegalArgumentException("invalid repository name '" + path + "'");
    }
  }

  /** Reads {@code host/path}; the first segment is always the host, also when it has no dot. */
  public static Repository parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("'" + text + "' is not host/path");
    }
    return new Repository(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public int compareTo(Repository other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return host + "/" + path;
  }
}
