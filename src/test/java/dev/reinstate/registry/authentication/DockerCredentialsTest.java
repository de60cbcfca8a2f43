package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class DockerCredentialsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private Path config;

  @BeforeEach
  void place() {
    config = directory.resolve("config.json");
  }

  @Test
  void readsDockersConfigurationForJustTheHost() throws IOException {
    write(
        """
        {"auths": {
          "registry.example:5000": {"auth": "cHJvdzpzd29yZGZpc2g="},
          "https://url.example/v2/": {"auth": "cHJvdzpzd29yZDpmaXNo"},
          "plain.example": {"username": "prow", "password": "swordfish"},
          "empty.example": {},
          "hollow.example": {"auth": "", "identitytoken": null},
          "nobody.example": {"auth": "Og=="},
          "bearer.example": {"auth": "cHJvdzpzd29yZGZpc2g=", "identitytoken": "other", "registrytoken": "secret"},
          "https://index.docker.io/v1/": {"auth": "aHViOnN3b3JkZmlzaA=="},
          "tokens.example": {"auth": "MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwOg==", "identitytoken": "secret"}}}
        """);
    assertEquals(login("prow", "swordfish"), find("registry.example:5000"));
    assertEquals(login("prow", "sword:fish"), find("url.example"));
    assertEquals(login("prow", "swordfish"), find("plain.example"));
    assertEquals(login("hub", "swordfish"), find("registry-1.docker.io"));
    assertEquals(
        Optional.of(new HostCredential.RefreshToken("secret", config.toString())),
        find("tokens.example"));
    assertEquals(
        Optional.of(
            new HostCredential.AccessToken("secret", "a registry token (from " + config + ")")),
        find("bearer.example"));
    assertEquals(Optional.empty(), find("registry.example"));
    assertEquals(Optional.empty(), find("empty.example"));
    assertEquals(Optional.empty(), find("hollow.example"));
    assertEquals(Optional.empty(), find("nobody.example"));
  }

  @Test
  void withoutAConfigurationThereAreNone() throws IOException {
    assertEquals(Optional.empty(), find("registry.example"));
  }

  /** What is broken for a host is said of that host, and harms no other. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"auth": "swordfish!"} | 'auth' in 'auths' of broken.example is not Base64
          {"auth": "c3dvcmRmaXNo"} | 'auth' in 'auths' of broken.example is not USER:PASSWORD in Base64
          {"auth": "OnN3b3JkZmlzaA=="} | 'auth' in 'auths' of broken.example is not USER:PASSWORD in Base64
          {"registrytoken": 5} | 'registrytoken' in 'auths' of broken.example is not a string
          {"auth": 5} | 'auth' in 'auths' of broken.example is not a string
          {"identitytoken": ["swordfish"]} | 'identitytoken' in 'auths' of broken.example is not a string
          "swordfish" | 'auths' of broken.example is not an object
          """)
  void aBrokenEntryIsNamedForItsHost(String entry, String why) throws IOException {
    write(
        "{\"auths\": {\"broken.example\": "
            + entry
            + ", \"sound.example\": {\"auth\": \"cHJvdzpzd29yZGZpc2g=\"}}}");
    Credentials credentials = credentials();
    assertFails(credentials, "broken.example", config + ": " + why, "docker login");
    assertEquals(login("prow", "swordfish"), find(credentials, "sound.example"));
    assertEquals(Optional.empty(), find(credentials, "other.example"));
  }

  /** Nobody knows whose credentials were in it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"auths": {"a.example": {"auth": "swordf | is not JSON (line 1, column
          swordfish | is not JSON (line 1, column
          [] | it is not a JSON object
          {"auths": ["swordfish"]} | 'auths' is not an object
          {"credHelpers": "swordfish"} | 'credHelpers' is not an object
          {"credsStore": 5} | 'credsStore' does not name a helper
          {"credsStore": "../swordfish"} | 'credsStore' does not name a helper
          """)
  void aBrokenConfigurationIsNamedForEveryHost(String content, String why) throws IOException {
    write(content);
    assertFails(credentials(), "a.example", config.toString(), why, "docker login");
  }

  @Test
  void anEmptyConfigurationIsNoObject() throws IOException {
    write("");
    assertFails(credentials(), "a.example", config + ": it is not a JSON object");
  }

  /** As for a file that this user may not read, which a test that runs as root always may. */
  @Test
  void aConfigurationThatCannotBeReadIsNamed() throws IOException {
    Files.createDirectory(config);
    assertFails(credentials(), "a.example", config + " cannot be read: ");
  }

  @Test
  void aHelperIsAskedAndItsAnswerKept() throws IOException {
    helper("vault", "cat >> asked; echo '{\"Username\":\"prow\",\"Secret\":\"swordfish\"}'");
    helper("tokens", "echo '{\"Username\":\"<token>\",\"Secret\":\"secret\"}'");
    write(
        """
        {"auths": {"https://stored.example/v2/": {}}, "credsStore": "vault",
         "credHelpers": {"tokens.example": "tokens"}}
        """);
    Credentials credentials = credentials();
    for (int i = 0; i < 2; i++) {
      assertEquals(kept("vault"), find(credentials, "stored.example"));
    }
    assertEquals("https://stored.example/v2/", Files.readString(directory.resolve("asked")));
    assertEquals(
        Optional.of(
            new HostCredential.RefreshToken(
                "secret", "docker-credential-tokens, named in " + config)),
        find(credentials, "tokens.example"));
  }

  /** That it has none is an answer: what the file holds counts, else nothing is shown. */
  @Test
  void aHelperThatHasNoneIsNoFailure() throws IOException {
    helper("vault", "echo 'credentials not found in native keychain'; exit 1");
    write(
        """
        {"auths": {"a.example": {"auth": "cHJvdzpzd29yZGZpc2g="}}, "credsStore": "vault"}
        """);
    assertEquals(login("prow", "swordfish"), find("a.example"));
    assertEquals(Optional.empty(), find("b.example"));
  }

  @Test
  void aHelperThatHangsIsGivenUpAndNotAskedAgainByEveryRepository() throws IOException {
    helper("vault", "echo >> asked; exec 3</dev/zero; while read -r -n 1 -u 3; do :; done");
    write("{\"credsStore\": \"vault\"}");
    Credentials credentials = new DockerCredentials(environment(), Duration.ofSeconds(1));
    IOException first = assertFails(credentials, "a.example", "it did not answer within 1 s");
    assertSame(first, assertThrows(IOException.class, () -> find(credentials, "a.example")));
    assertEquals(1, Files.readAllLines(directory.resolve("asked")).size());
  }

  @Test
  void aWellKnownHelperIsUsedWhereItIsInstalled() throws IOException {
    assertEquals(Optional.empty(), find("1.dkr.ecr.us-east-1.amazonaws.com"));
    helper("ecr-login", "echo '{\"Username\":\"AWS\",\"Secret\":\"swordfish\"}'");
    assertEquals(
        Optional.of(
            new HostCredential.Login(
                "AWS", "swordfish", "docker-credential-ecr-login, which is on the PATH")),
        find("1.dkr.ecr.us-east-1.amazonaws.com"));
    assertEquals(Optional.empty(), find("amazonaws.com.example"));
    assertEquals(Optional.empty(), find("evilamazonaws.com"));
  }

  @Test
  void secretsAreNotPartOfTheText() {
    for (HostCredential credential :
        ImmutableList.of(
            new HostCredential.Login("prow", "swordfish", "a file"),
            new HostCredential.AccessToken("swordfish", "somebody"),
            new HostCredential.RefreshToken("swordfish", "a file"))) {
      assertFalse(credential.toString().contains("swordfish"));
      assertTrue(credential.toString().matches(".*(somebody|from a file).*"));
    }
  }

  private void write(String content) throws IOException {
    Files.writeString(config, content);
  }

  /** A program in the directory, which it runs in. */
  private void helper(String name, String script) throws IOException {
    Path program = directory.resolve("docker-credential-" + name);
    Files.writeString(program, "#!/bin/bash\ncd '" + directory + "'\n" + script + "\n");
    assertTrue(program.toFile().setExecutable(true));
  }

  private String path() {
    return directory + ":/usr/bin:/bin";
  }

  private ImmutableMap<String, String> environment() {
    String none = directory.resolve("none").toString();
    return ImmutableMap.of(
        "PATH",
        path(),
        "DOCKER_CONFIG",
        directory.toString(),
        "HOME",
        none,
        "XDG_RUNTIME_DIR",
        none);
  }

  private Credentials credentials() {
    return new DockerCredentials(environment(), PATIENCE);
  }

  private Optional<HostCredential> find(String host) throws IOException {
    return find(credentials(), host);
  }

  private static Optional<HostCredential> find(Credentials credentials, String host)
      throws IOException {
    HostCredential found = credentials.find(new Repository(host, "prod/app"), Optional.empty());
    return found instanceof HostCredential.Anonymous ? Optional.empty() : Optional.of(found);
  }

  private Optional<HostCredential> login(String user, String password) {
    return Optional.of(new HostCredential.Login(user, password, config.toString()));
  }

  private Optional<HostCredential> kept(String helper) {
    return Optional.of(
        new HostCredential.Login(
            "prow", "swordfish", "docker-credential-" + helper + ", named in " + config));
  }

  private static IOException assertFails(Credentials credentials, String host, String... parts) {
    IOException e = assertThrows(IOException.class, () -> find(credentials, host));
    assertTrue(e.getMessage().startsWith("no credential for " + host + ": "), e.getMessage());
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertFalse(e.getMessage().contains("swordf"), e.getMessage());
    return e;
  }
}
