package dev.reinstate.registry.authentication;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.jr.stree.JrsObject;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.ImmutableList;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a configuration says of credentials, in Docker's format or podman's, which is the same with
 * namespaces for keys. Its errors name the file and never what it holds.
 *
 * <p>Source: https://docs.docker.com/reference/cli/docker/login/#credential-stores and
 * https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 */
final class DockerConfig {

  private static final String AUTHS = "auths";
  private static final String HELPERS = "credHelpers";

  private final AuthFile file;
  private final JrsValue content;
  private final boolean isThere;

  private DockerConfig(AuthFile file, JrsValue content, boolean isThere) {
    this.file = file;
    this.content = content;
    this.isThere = isThere;
  }

  /** Asks the helper of a name for what it keeps under a server's. */
  interface Helpers {
    Optional<HostCredential> ask(String name, String server) throws IOException;
  }

  /**
   * A file that is not there says nothing, nor does one that nobody named in a directory that is
   * none, or another user's.
   */
  static DockerConfig read(AuthFile file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file.path());
    } catch (NoSuchFileException e) {
      return new DockerConfig(file, new JrsObject(), false);
    } catch (IOException e) {
      if (file.variable().isEmpty() && !Files.exists(file.path())) {
        return new DockerConfig(file, new JrsObject(), false);
      }
      throw new IOException(file.path() + unreadable(e), e);
    }
    DockerConfig config = new DockerConfig(file, json(file.path(), bytes), true);
    if (!config.content.isObject()) {
      throw problem(file.path(), "it is not a JSON object");
    }
    return config;
  }

  private static String unreadable(IOException why) {
    return why instanceof AccessDeniedException
        ? " may not be read by this user; permit it"
        : " cannot be read: " + why.getMessage();
  }

  private static JrsValue json(Path file, byte[] bytes) throws IOException {
    try {
      return Json.read(bytes);
    } catch (JacksonException e) {
      // Its own message shows what it stumbled over.
      JsonLocation at = e.getLocation();
      throw new IOException(
          "%s is not JSON (line %d, column %d); write it anew with 'docker login'"
              .formatted(file, at.getLineNr(), at.getColumnNr()));
    }
  }

  static IOException problem(Path file, String what) {
    return new IOException(file + ": " + what + "; write it anew with 'docker login'");
  }

  boolean isThere() {
    return isThere;
  }

  /** What it has keys for that are more than a host. */
  Stream<String> namespaces() {
    return Stream.of(field(AUTHS), field(HELPERS))
        .flatMap(field -> JsonValues.members(field).stream())
        .map(member -> AuthKeys.target(member.getKey(), file.isLegacy()))
        .filter(AuthKeys::isNamespace);
  }

  /** By the longest key that has one; a helper goes before what is written beside it. */
  Optional<HostCredential> find(String target, Helpers helpers) throws IOException {
    ImmutableList<String> levels = AuthKeys.levels(target);
    for (String level : levels) {
      Optional<HostCredential> found = at(level, helpers);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<HostCredential> at(String level, Helpers helpers) throws IOException {
    Optional<Map.Entry<String, JrsValue>> own = entry(HELPERS, level);
    Optional<Map.Entry<String, JrsValue>> written = entry(AUTHS, level);
    Optional<HostCredential> kept =
        own.isPresent()
            ? ask(HELPERS, own.get().getValue(), own.get().getKey(), helpers)
            : stored(level, written.map(Map.Entry::getKey), helpers);
    if (kept.isPresent() || written.isEmpty()) {
      return kept;
    }
    return new AuthEntry(file.path(), written.get().getKey(), written.get().getValue())
        .credential();
  }

  /** The helper for all hosts is asked about each, but only about namespaces that are written. */
  private Optional<HostCredential> stored(String level, Optional<String> key, Helpers helpers)
      throws IOException {
    JrsValue store = field("credsStore");
    if (JsonValues.text(store).isEmpty() || (key.isEmpty() && AuthKeys.isNamespace(level))) {
      return Optional.empty();
    }
    return ask("credsStore", store, key.orElse(AuthKeys.server(level)), helpers);
  }

  /** An empty name says that there is no helper for this one: Docker reads it so. */
  private Optional<HostCredential> ask(String field, JrsValue name, String server, Helpers helpers)
      throws IOException {
    String helper =
        JsonValues.string(name)
            .filter(text -> text.indexOf('/') < 0)
            .orElseThrow(() -> problem(file.path(), "'" + field + "' does not name a helper"));
    return helper.isEmpty() ? Optional.empty() : helpers.ask(helper, server);
  }

  /** That whose key is the very name, else the first that means it. */
  private Optional<Map.Entry<String, JrsValue>> entry(String name, String target)
      throws IOException {
    JrsValue value = field(name);
    if (!value.isObject() && !JsonValues.isNothing(value)) {
      throw problem(file.path(), "'" + name + "' is not an object");
    }
    ImmutableList<Map.Entry<String, JrsValue>> fitting =
        JsonValues.members(value).stream()
            .filter(member -> AuthKeys.target(member.getKey(), file.isLegacy()).equals(target))
            .collect(ImmutableList.toImmutableList());
    return fitting.stream()
        .filter(member -> member.getKey().equals(target))
        .findFirst()
        .or(() -> fitting.stream().findFirst());
  }

  private JrsValue field(String name) {
    if (!file.isLegacy()) {
      return content.path(name);
    }
    return name.equals(AUTHS) ? content : content.path("");
  }
}
