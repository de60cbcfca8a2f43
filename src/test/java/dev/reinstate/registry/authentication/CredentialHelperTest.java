package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a helper that fails: which, how, what it said, where it is named. */
@Timeout(60)
final class CredentialHelperTest {

  private static final Repository APP = Repository.parse("broken.example/prod/app");

  @TempDir private Path directory;
  private Path program;

  @BeforeEach
  void configure() throws IOException {
    program = directory.resolve("docker-credential-vault");
    Files.writeString(
        directory.resolve("config.json"), "{\"credHelpers\": {\"broken.example\": \"vault\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          echo vault is sealed; exit 1 | it ended with exit code 1: vault is sealed;
          echo vault is sealed >&2; exit 2 | it ended with exit code 2: vault is sealed;
          echo out; echo vault is sealed >&2; exit 1 | it ended with exit code 1: out / vault is sealed;
          printf 'Error:\\n\\tvault\\033[31m is sealed'; exit 1 | it ended with exit code 1: Error: vault [31m is sealed;
          exit 3 | it ended with exit code 3;
          kill -9 $$ | it ended with exit code 137, as by signal 9;
          echo '"Secret":"swordfish"'; exit 1 | it ended with exit code 1;
          echo "secret: swordfish" >&2; exit 1 | it ended with exit code 1;
          printf '%s' 'got="{\\"Secret\\":\\"swordfish\\"}"' >&2; exit 1 | it ended with exit code 1;
          echo swordfish | what it answers is not JSON;
          echo swordfish; echo login first >&2 | what it answers is not JSON: login first;
          true | its answer has no 'Username' and 'Secret';
          echo '{"Username":"swordfish"}' | its answer has no 'Username' and 'Secret';
          """)
  void failuresAreToldWithWhatItSaid(String script, String why) throws IOException {
    write("#!/bin/bash\n" + script + "\n");
    assertFails("docker-credential-vault failed: " + why);
    assertEquals(
        HostCredential.Anonymous.class,
        credentials().find(Repository.parse("other.example/app"), Optional.empty()).getClass());
  }

  @Test
  void muchIsCutShort() throws IOException {
    write("#!/bin/bash\nprintf 'x%.0s' {1..1000}\nexit 1\n");
    IOException e = assertFails("exit code 1: " + "x".repeat(200) + "; it is named in");
    assertFalse(e.getMessage().contains("x".repeat(201)));
  }

  @Test
  void missingIsNamed() {
    assertFails("docker-credential-vault is not on the PATH; install it");
  }

  @Test
  void oneThatMayNotBeRunIsNamed() throws IOException {
    Files.writeString(program, "#!/bin/sh\n");
    assertFails("this user may not run " + program + "; permit it");
  }

  @Test
  void aMissingInterpreterIsNamed() throws IOException {
    write("#!/no/such/shell -e\necho\n");
    assertFails(
        "it cannot be run: " + program + " is to be run by /no/such/shell, which is not there");
  }

  @Test
  void aDirectoryOfThatNameIsNoProgram() throws IOException {
    Files.createDirectory(program);
    assertFails("docker-credential-vault is not on the PATH; install it");
  }

  private void write(String content) throws IOException {
    Files.writeString(program, content);
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

  private IOException assertFails(String why) {
    IOException e =
        assertThrows(IOException.class, () -> credentials().find(APP, Optional.empty()));
    String message = e.getMessage();
    assertTrue(
        message.startsWith(
            "no credential for broken.example: the credential helper docker-credential-vault "),
        message);
    assertTrue(message.contains(why), message);
    assertTrue(
        message.endsWith(
            "it is named in " + directory.resolve("config.json") + ", mend or replace it there"),
        message);
    assertFalse(message.contains("swordf"), message);
    return e;
  }
}
