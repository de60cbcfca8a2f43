package dev.reinstate.registry.authentication;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Repository;

/**
 * What the keys of a configuration are for: a host, or a namespace of a host such as {@code
 * quay.io/org}, which may be a whole repository.
 *
 * <p>Source: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md#format
 */
final class AuthKeys {

  /** Docker Hub goes by several names; this is the one that Docker keeps its credential under. */
  private static final String HUB = "index.docker.io";

  private static final String HUB_KEY = "https://index.docker.io/v1/";

  private static final ImmutableSet<String> HUB_NAMES =
      ImmutableSet.of("docker.io", "registry-1.docker.io");

  /** What clients of old wrote behind a host; no namespace ends so. */
  private static final ImmutableSet<String> API_PATHS = ImmutableSet.of("", "v1/", "v2/");

  private AuthKeys() {}

  /** A URL stands for its host, whatever its path: so Docker and podman read it. */
  static String target(String key, boolean isLegacy) {
    String bare = key.replaceFirst("^https?://", "");
    int slash = bare.indexOf('/');
    if (slash < 0) {
      return named(bare, "");
    }
    String path = bare.substring(slash + 1);
    boolean isHost = isLegacy || !bare.equals(key) || API_PATHS.contains(path);
    return named(bare.substring(0, slash), isHost ? "" : "/" + path.replaceFirst("/+$", ""));
  }

  static String target(Repository repository) {
    return named(repository.host(), "/" + repository.path());
  }

  static String target(String host) {
    return named(host, "");
  }

  /** The target itself, then all that it is in; its host is the last. */
  static ImmutableList<String> levels(String target) {
    ImmutableList.Builder<String> levels = ImmutableList.builder();
    String level = target;
    for (int slash = level.lastIndexOf('/'); slash > 0; slash = level.lastIndexOf('/')) {
      levels.add(level);
      level = level.substring(0, slash);
    }
    return levels.add(level).build();
  }

  static boolean isNamespace(String target) {
    return target.indexOf('/') > 0;
  }

  /** What to ask a helper for that keeps all hosts. */
  static String server(String host) {
    return host.equals(HUB) ? HUB_KEY : host;
  }

  private static String named(String host, String path) {
    return (HUB_NAMES.contains(host) ? HUB : host) + path;
  }
}
