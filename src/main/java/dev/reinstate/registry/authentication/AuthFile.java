package dev.reinstate.registry.authentication;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A file that may hold credentials.
 *
 * @param variable what names it; empty for a place where it is looked for unasked
 * @param isLegacy whether it is Docker's from before 1.7: hosts at its top, no paths, no helpers
 */
record AuthFile(Path path, Optional<String> variable, boolean isLegacy) {

  private static final String REGISTRY_AUTH_FILE = "REGISTRY_AUTH_FILE";
  private static final String DOCKER_CONFIG = "DOCKER_CONFIG";
  private static final String AUTH = "containers/auth.json";
  private static final Path SELF = Path.of("/proc/self");

  /**
   * All of a user, in the order in which they are asked; each may be absent.
   *
   * <p>First what {@code $REGISTRY_AUTH_FILE} names, since somebody named it, as for podman; it
   * takes the place of podman's own. Then Docker's, {@code $DOCKER_CONFIG} or its own place, and
   * podman's own after it, as for crane; but a file that has nothing for a host does not end the
   * search, as for podman. The home is {@code $HOME}, and what the user database says only where
   * that is unset.
   *
   * <p>Source: https://github.com/docker/cli/blob/master/cli/config/config.go,
   * https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md with {@code
   * pkg/docker/config/config.go} of that repository, and
   * https://github.com/google/go-containerregistry/blob/main/pkg/authn/keychain.go
   */
  static ImmutableList<AuthFile> of(Map<String, String> environment) {
    Path home = Path.of(set(environment, "HOME").orElseGet(() -> System.getProperty("user.home")));
    Optional<AuthFile> named =
        set(environment, REGISTRY_AUTH_FILE).map(file -> named(Path.of(file), REGISTRY_AUTH_FILE));
    ImmutableList.Builder<AuthFile> files = ImmutableList.builder();
    named.ifPresent(files::add);
    files.add(
        set(environment, DOCKER_CONFIG)
            .map(folder -> named(Path.of(folder, "config.json"), DOCKER_CONFIG))
            .orElseGet(() -> usual(home.resolve(".docker/config.json"))));
    if (named.isEmpty()) {
      files.addAll(ofPodman(environment, home));
    }
    return files.add(new AuthFile(home.resolve(".dockercfg"), Optional.empty(), true)).build();
  }

  private static ImmutableList<AuthFile> ofPodman(Map<String, String> environment, Path home) {
    ImmutableList.Builder<AuthFile> files = ImmutableList.builder();
    set(environment, "XDG_RUNTIME_DIR")
        .map(folder -> Path.of(folder, AUTH))
        .or(AuthFile::ofUserId)
        .ifPresent(file -> files.add(usual(file)));
    Path settings =
        set(environment, "XDG_CONFIG_HOME").map(Path::of).orElse(home.resolve(".config"));
    return files.add(usual(settings.resolve(AUTH))).build();
  }

  /** Whether somebody named this very file; a directory may well be there for something else. */
  boolean isNamed() {
    return variable.equals(Optional.of(REGISTRY_AUTH_FILE));
  }

  /** Podman's where no session made a directory, as for most of root's. */
  private static Optional<Path> ofUserId() {
    try {
      Object user = Files.getAttribute(SELF, "unix:uid");
      return Optional.of(Path.of("/run/containers", user.toString(), "auth.json"));
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      return Optional.empty(); // podman has none there either
    }
  }

  private static AuthFile named(Path path, String variable) {
    return new AuthFile(path, Optional.of(variable), false);
  }

  private static AuthFile usual(Path path) {
    return new AuthFile(path, Optional.empty(), false);
  }

  private static Optional<String> set(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty());
  }
}
