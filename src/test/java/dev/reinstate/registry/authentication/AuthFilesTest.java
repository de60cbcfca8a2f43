package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files are asked, in which order. Each holds a user of its own name. */
final class AuthFilesTest {

  private static final Repository APP = Repository.parse("a.example/prod/app");

  @TempDir private Path directory;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void isolate() {
    set("HOME", "home");
    set("XDG_RUNTIME_DIR", "run");
  }

  /** The files that are there, what is set beside the home and podman's, and whose is taken. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          home/.docker/config.json run/containers/auth.json | | home/.docker/config.json
          docker/config.json home/.docker/config.json | DOCKER_CONFIG=docker | docker/config.json
          docker/config.json auth.json | DOCKER_CONFIG=docker REGISTRY_AUTH_FILE=auth.json | auth.json
          auth.json home/.docker/config.json | REGISTRY_AUTH_FILE=auth.json | auth.json
          docker/config.json | DOCKER_CONFIG=docker REGISTRY_AUTH_FILE=auth.json | docker/config.json
          home/.docker/config.json | REGISTRY_AUTH_FILE=auth.json | home/.docker/config.json
          run/containers/auth.json | DOCKER_CONFIG=docker | run/containers/auth.json
          run/containers/auth.json home/.config/containers/auth.json | | run/containers/auth.json
          home/.config/containers/auth.json home/.dockercfg | | home/.config/containers/auth.json
          home/.config/containers/auth.json xdg/containers/auth.json | XDG_CONFIG_HOME=xdg | xdg/containers/auth.json
          home/.dockercfg | | home/.dockercfg
          home/.docker/config.json | DOCKER_CONFIG=docker | none
          home/.config/containers/auth.json run/containers/auth.json | REGISTRY_AUTH_FILE=auth.json | none
          home/.config/containers/auth.json | XDG_CONFIG_HOME=xdg | none
          """)
  void theFirstFileThatHasItCounts(String files, String variables, String expected)
      throws IOException {
    for (String file : Splitter.on(' ').split(files)) {
      write(file, "a.example");
    }
    Splitter.on(' ')
        .omitEmptyStrings()
        .withKeyValueSeparator('=')
        .split(variables == null ? "" : variables)
        .forEach(this::set);
    assertEquals(expected, user());
  }

  @Test
  void aFileThatHasNothingForAHostDoesNotEndTheSearch() throws IOException {
    write("home/.docker/config.json", "other.example");
    write("run/containers/auth.json", "a.example");
    assertEquals("run/containers/auth.json", user());
  }

  @Test
  void withoutAHomeThatOfTheUserDatabaseCounts() {
    ImmutableMap<String, String> bare = ImmutableMap.of("HOME", "");
    assertEquals(
        Path.of(System.getProperty("user.home"), ".docker/config.json"),
        AuthFile.of(bare).get(0).path());
    assertEquals(AuthFile.of(bare), AuthFile.of(ImmutableMap.of()));
  }

  /** Of root without a session, for one. */
  @Test
  void withoutARuntimeDirectoryPodmansIsOfTheUsersNumber() throws IOException {
    Object user = Files.getAttribute(directory, "unix:uid");
    assertEquals(
        Path.of("/run/containers/" + user + "/auth.json"),
        AuthFile.of(ImmutableMap.of("HOME", "/home/prow")).get(1).path());
  }

  @Test
  void brokenFilesHarmOnlyWhatNeedsThem() throws IOException {
    write("home/.docker/config.json", "a.example");
    put("run/containers/auth.json", "{\"auths\":");
    Credentials credentials = new DockerCredentials(ImmutableMap.copyOf(environment));
    assertEquals("home/.docker/config.json", login(credentials.find(APP, Optional.empty())).user());
    IOException e =
        assertThrows(
            IOException.class,
            () -> credentials.find(Repository.parse("b.example/app"), Optional.empty()));
    assertTrue(e.getMessage().contains("run/containers/auth.json is not JSON"), e.getMessage());
  }

  /** As in a container whose HOME is no directory. */
  @Test
  void whatNobodyNamedAndCannotBeThereIsAbsent() throws IOException {
    put("file", "");
    set("HOME", "file");
    write("run/containers/auth.json", "a.example");
    assertEquals("run/containers/auth.json", user());

    set("DOCKER_CONFIG", "file");
    IOException e = assertThrows(IOException.class, this::user);
    assertTrue(e.getMessage().contains("file/config.json cannot be read"), e.getMessage());
  }

  @Test
  void whereNothingIsFoundTheFilesAreNamed() throws IOException {
    assertEquals("anonymous (there is no configuration of Docker or podman)", found().toString());
    write("run/containers/auth.json", "b.example");
    assertEquals(
        "anonymous (no credential for it in " + directory.resolve("run/containers/auth.json") + ")",
        found().toString());
    set("REGISTRY_AUTH_FILE", "absent.json");
    assertEquals(
        "anonymous (no credential for it in "
            + directory.resolve("absent.json")
            + ", which $REGISTRY_AUTH_FILE names and which is not there)",
        found().toString());
  }

  private void set(String variable, String place) {
    environment.put(variable, directory.resolve(place).toString());
  }

  private void write(String file, String host) throws IOException {
    String entry =
        "{\"%s\": {\"auth\": \"%s\"}}"
            .formatted(
                host, Base64.getEncoder().encodeToString((file + ":secret").getBytes(UTF_8)));
    put(file, file.endsWith(".dockercfg") ? entry : "{\"auths\": " + entry + "}");
  }

  private void put(String file, String content) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), content);
  }

  private HostCredential found() throws IOException {
    return new DockerCredentials(ImmutableMap.copyOf(environment)).find(APP, Optional.empty());
  }

  private String user() throws IOException {
    HostCredential found = found();
    return found instanceof HostCredential.Anonymous ? "none" : login(found).user();
  }

  private HostCredential.Login login(HostCredential found) {
    HostCredential.Login login = (HostCredential.Login) found;
    assertEquals(directory.resolve(login.user()).toString(), login.source());
    return login;
  }
}
