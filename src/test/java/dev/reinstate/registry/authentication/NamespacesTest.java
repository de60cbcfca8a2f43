package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that are for a part of a host. Each has a user of its own name. */
final class NamespacesTest {

  @TempDir private Path directory;

  /** Keys, whose first counts for a repository, and what it shares its tokens with. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          quay.io quay.io/org quay.io/org/repo | quay.io/org/repo | quay.io/org/repo | quay.io/org/repo
          quay.io quay.io/org quay.io/org/repo | quay.io/org/repo/more | quay.io/org/repo | quay.io/org/repo
          quay.io quay.io/org quay.io/org/repo | quay.io/org/other | quay.io/org | quay.io/org
          quay.io quay.io/org quay.io/org/repo | quay.io/organisation | quay.io | quay.io
          quay.io/org | quay.io/other/repo | none | quay.io
          quay.io/org | quay.io:443/org/repo | none | quay.io:443
          quay.io/org/ quay.io | quay.io/org/repo | quay.io/org/ | quay.io/org
          https://quay.io/v1/ quay.io/org | quay.io/org/repo | quay.io/org | quay.io/org
          https://quay.io/v1/ quay.io/org | quay.io/other | https://quay.io/v1/ | quay.io
          https://quay.io/some/thing | quay.io/org/repo | https://quay.io/some/thing | quay.io
          http://quay.io quay.io | quay.io/org/repo | quay.io | quay.io
          quay.io/v2/ | quay.io/org/repo | quay.io/v2/ | quay.io
          quay.io/v1/ | quay.io/org/repo | quay.io/v1/ | quay.io
          quay.io/ | quay.io/org/repo | quay.io/ | quay.io
          quay.io/v2 | quay.io/org/repo | none | quay.io
          a.example:5000/org a.example/org | a.example:5000/org/repo | a.example:5000/org | a.example:5000/org
          docker.io/library https://index.docker.io/v1/ | registry-1.docker.io/library/busybox | docker.io/library | index.docker.io/library
          docker.io/library https://index.docker.io/v1/ | docker.io/team/app | https://index.docker.io/v1/ | index.docker.io
          """)
  void theLongestKeyCounts(String keys, String repository, String expected, String namespace)
      throws IOException {
    write(keys);
    Credentials credentials = credentials();
    assertEquals(expected, user(credentials, repository));
    assertEquals(namespace, credentials.namespace(Repository.parse(repository)));
  }

  /** A helper is asked once about a host, and once about each part that names one. */
  @Test
  void helpersMayBeForAPart() throws IOException {
    String program = "#!/bin/sh\nread server\necho $server >> '%s'\n%s\n";
    Path asked = directory.resolve("asked");
    helper("all", program.formatted(asked, "echo '{\"Username\":\"all\",\"Secret\":\"s\"}'"));
    helper("part", program.formatted(asked, "echo '{\"Username\":\"part\",\"Secret\":\"s\"}'"));
    helper(
        "none", program.formatted(asked, "echo credentials not found in native keychain; exit 1"));
    config(
        """
        {"auths": {"a.example": {}, "a.example/written": {"auth": "d3JpdHRlbjpz"}},
         "credsStore": "all",
         "credHelpers": {"a.example/part": "part", "a.example/none": "none", "a.example/written": ""}}
        """);
    Credentials credentials = credentials();
    for (int i = 0; i < 2; i++) {
      assertEquals("all", user(credentials, "a.example/app" + i));
      assertEquals("part", user(credentials, "a.example/part/app" + i));
      assertEquals("all", user(credentials, "a.example/none/app" + i));
      assertEquals("written", user(credentials, "a.example/written/app" + i));
    }
    assertEquals(
        "a.example,a.example/part,a.example/none", String.join(",", Files.readAllLines(asked)));
  }

  /** However many parts of a host have keys in the next file. */
  @Test
  void helperThatFailsIsAskedOnceForAllParts() throws IOException {
    Path asked = directory.resolve("asked");
    helper("all", "#!/bin/sh\nread server\necho $server >> '%s'\nexit 1\n".formatted(asked));
    config("{\"credsStore\": \"all\"}");
    Files.createDirectory(directory.resolve("containers"));
    Files.writeString(
        directory.resolve("containers/auth.json"),
        "{\"auths\": {\"a.example/one\": {}, \"a.example/two\": {}}}");
    Credentials credentials = credentials();
    for (String app : ImmutableList.of("a.example/one/app", "a.example/two/app")) {
      assertThrows(IOException.class, () -> user(credentials, app));
    }
    assertEquals("a.example", Files.readString(asked).strip());
  }

  /** A helper that keeps all knows Docker Hub by the name that Docker gives it. */
  @Test
  void dockerHubGoesByItsOldName() throws IOException {
    helper(
        "all",
        "#!/bin/sh\nread server\necho \"{\\\"Username\\\":\\\"$server\\\",\\\"Secret\\\":\\\"s\\\"}\"\n");
    config("{\"credsStore\": \"all\"}");
    assertEquals(
        "https://index.docker.io/v1/", user(credentials(), "registry-1.docker.io/team/app"));
    assertEquals("a.example", user(credentials(), "a.example/team/app"));
  }

  private void write(String keys) throws IOException {
    config(
        Splitter.on(' ')
            .splitToStream(keys)
            .map(
                key ->
                    "\"%s\": {\"auth\": \"%s\"}"
                        .formatted(
                            key, Base64.getEncoder().encodeToString(user(key).getBytes(UTF_8))))
            .collect(Collectors.joining(", ", "{\"auths\": {", "}}")));
  }

  /** A user may have no colon in its name. */
  private static String user(String key) {
    return key.replace(':', ';') + ":secret";
  }

  private void config(String content) throws IOException {
    Files.writeString(directory.resolve("config.json"), content);
  }

  private void helper(String name, String script) throws IOException {
    Path program = Files.writeString(directory.resolve("docker-credential-" + name), script);
    assertTrue(program.toFile().setExecutable(true));
  }

  private Credentials credentials() {
    return new DockerCredentials(
        ImmutableMap.of(
            "PATH",
            directory + ":/usr/bin:/bin",
            "HOME",
            directory.toString(),
            "XDG_RUNTIME_DIR",
            directory.toString(),
            "DOCKER_CONFIG",
            directory.toString()));
  }

  private static String user(Credentials credentials, String repository) throws IOException {
    return credentials.find(Repository.parse(repository), Optional.empty())
            instanceof HostCredential.Login login
        ? login.user().replace(';', ':')
        : "none";
  }
}
