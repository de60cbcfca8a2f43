package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * What Docker's configuration says of credentials. Its errors name the file and never what it
 * holds.
 *
 * <p>Source: https://docs.docker.com/reference/cli/docker/login/#credential-stores.
 */
final class DockerConfig {

  private final Path file;

  private final JrsValue content;

  private DockerConfig(Path file, JrsValue content) {
    this.file = file;
    this.content = content;
  }

  /** A helper, and the name under which it knows a host. */
  record Helper(String name, String server) {}

  /** A file that is not there says nothing. */
  static DockerConfig read(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new DockerConfig(file, new JrsObject());
    } catch (AccessDeniedException e) {
      throw new IOException(file + " may not be read by this user; permit it", e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
    DockerConfig config = new DockerConfig(file, json(file, bytes));
    if (!config.content.isObject()) {
      throw config.problem("it is not a JSON object");
    }
    return config;
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

  /** The helper for just this host, else the one for all. */
  Optional<Helper> helper(String host) throws IOException {
    Optional<Map.Entry<String, JrsValue>> own = entry("credHelpers", host);
    if (own.isPresent()) {
      return Optional.of(new Helper(name("credHelpers", own.get().getValue()), own.get().getKey()));
    }
    JrsValue store = content.path("credsStore");
    if (JsonValues.text(store).isEmpty()) {
      return Optional.empty();
    }
    String server = entry("auths", host).map(Map.Entry::getKey).orElse(host);
    return Optional.of(new Helper(name("credsStore", store), server));
  }

  /** What the file itself holds for a host; an entry may be empty where a helper has the rest. */
  Optional<HostCredential> credential(String host) throws IOException {
    Optional<Map.Entry<String, JrsValue>> entry = entry("auths", host);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    String where = "'auths' of " + entry.get().getKey();
    JrsValue values = entry.get().getValue();
    if (!values.isObject()) {
      throw problem(where + " is not an object");
    }
    String token = text(values, "identitytoken", where);
    if (!token.isEmpty()) {
      return Optional.of(new HostCredential.RefreshToken(token));
    }
    String auth = text(values, "auth", where);
    if (!auth.isEmpty()) {
      return Optional.of(login(auth, where));
    }
    String user = text(values, "username", where);
    return user.isEmpty()
        ? Optional.empty()
        : Optional.of(new HostCredential.Login(user, text(values, "password", where)));
  }

  private String text(JrsValue values, String name, String where) throws IOException {
    JrsValue value = values.path(name);
    if (JsonValues.isNothing(value)) {
      return "";
    }
    return JsonValues.string(value)
        .orElseThrow(() -> problem("'" + name + "' in " + where + " is not a string"));
  }

  private HostCredential.Login login(String auth, String where) throws IOException {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(auth.strip()), UTF_8);
    } catch (IllegalArgumentException e) {
      throw problem("'auth' in " + where + " is not Base64");
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw problem("'auth' in " + where + " is not USER:PASSWORD in Base64");
    }
    // Docker itself once wrote a zero behind it.
    String password = pair.substring(colon + 1).replaceFirst("\0+$", "");
    return new HostCredential.Login(pair.substring(0, colon), password);
  }

  private String name(String field, JrsValue value) throws IOException {
    return JsonValues.string(value)
        .filter(name -> !name.isEmpty() && name.indexOf('/') < 0)
        .orElseThrow(() -> problem("'" + field + "' does not name a helper"));
  }

  /** The entry of a host, which may be written as a URL. */
  private Optional<Map.Entry<String, JrsValue>> entry(String field, String host)
      throws IOException {
    JrsValue value = content.path(field);
    if (!value.isObject() && !JsonValues.isNothing(value)) {
      throw problem("'" + field + "' is not an object");
    }
    ImmutableList<Map.Entry<String, JrsValue>> members = JsonValues.members(value);
    return names(host).stream()
        .flatMap(name -> members.stream().filter(entry -> isFor(name, entry.getKey())))
        .findFirst();
  }

  private static boolean isFor(String host, String key) {
    String bare = key.replaceFirst("^https?://", "");
    return bare.equals(host) || bare.startsWith(host + "/");
  }

  /** Docker Hub goes by several. */
  private static ImmutableList<String> names(String host) {
    ImmutableList<String> hub =
        ImmutableList.of("docker.io", "index.docker.io", "registry-1.docker.io");
    return hub.contains(host)
        ? ImmutableList.<String>builder().add(host).addAll(hub).build()
        : ImmutableList.of(host);
  }

  private IOException problem(String what) {
    return new IOException(file + ": " + what + "; write it anew with 'docker login'");
  }
}
