package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are not ASCII, whatever the locale of who calls; written in octal for that reason. */
final class LocaleTest extends TwoImagesOnTwoHosts {

  private static final String UMLAUT = "$'m\\303\\244'";

  private Path said;

  @BeforeEach
  void nameADirectory() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of(ScriptRunner.BASH)), "no bash");
    said = directory.resolve("said.txt");
    assertEquals(0, bash("C", "mkdir " + UMLAUT + " && cp manifest-0.yaml " + UMLAUT + "/m.yaml"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8", "en_US.ISO-8859-1", "C.UTF-8"})
  void areReadByTheScripts(String locale) throws Exception {
    String validate = "\"$@\" validate --manifest=" + UMLAUT + "/m.yaml";
    assertEquals(
        0, bash(locale, ". " + Path.of("scripts/jdk.sh").toAbsolutePath() + "; " + validate));
    assertTrue(said().contains("4 promotion edges"), said());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--manifest=NAME/m.yaml", "--manifest=manifest-0.yaml --artifacts=NAME"})
  void areRefusedWithTheReasonWhereTheLocaleHasNoSuchCharacters(String options) throws Exception {
    String reconcile = "\"$@\" reconcile " + options.replace("NAME", UMLAUT);
    assertEquals(ExitCode.USAGE.value(), bash("C", reconcile));
    assertTrue(said().contains("cannot be read: the locale's charset is "), said());
    assertTrue(said().contains("set LC_ALL=C.UTF-8"), said());
    assertEquals(0, world.requests());
  }

  @Test
  void theDirectoryOfArtifactsIsOneOfThem() throws Exception {
    assertEquals(
        ExitCode.USAGE.value(),
        bash("C", "ARTIFACTS=" + UMLAUT + " \"$@\" reconcile --manifest=manifest-0.yaml"));
    assertTrue(said().contains("'ARTIFACTS=m"), said());
  }

  @Test
  void soAreThoseInAnotherCommit() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/git")), "git is not installed");
    Path team = Files.createDirectories(directory.resolve("thin/manifests/team"));
    String registries =
        """
        registries:
        - name: staging.example/team
          src: true
        - name: us.example/prod
        """;
    Files.writeString(team.resolve("promoter-manifest.yaml"), registries);
    String commit =
        """
        mkdir -p thin/images && cp -r thin/manifests/team thin/manifests/NAME &&
          mkdir thin/images/team thin/images/NAME && echo '[]' >thin/images/NAME/images.yaml &&
          cp thin/images/NAME/images.yaml thin/images/team && cd thin && git init -q && git add . &&
          git -c user.name=a -c user.email=a@example.com commit -qm all
        """;
    assertEquals(0, bash("C", commit.replace("NAME", UMLAUT)), this::said);
    String validate = "\"$@\" validate --thin-manifest-dir=thin --changed-since=HEAD";
    assertEquals(ExitCode.USAGE.value(), bash("C", validate), this::said);
    assertTrue(said().contains("cannot be read: the locale's charset is "), said());
    assertFalse(said().contains("\tat "), said());
    assertEquals(ExitCode.DONE.value(), bash("C.UTF-8", validate), this::said);
  }

  @Test
  void theWorkingDirectoryIsNamedThatRelativeNamesLeadNowhereFrom() throws Exception {
    String validate = "cd " + UMLAUT + " && \"$@\" validate --manifest=m.yaml";
    assertEquals(ExitCode.USAGE.value(), bash("C", validate), this::said);
    assertTrue(said().contains("for relative names lead nowhere from there"), said());
    assertEquals(ExitCode.DONE.value(), bash("C.UTF-8", validate), this::said);
  }

  @Test
  void whatIsSaidIsUtf8() throws Exception {
    String manifest = Files.readString(directory.resolve("manifest-0.yaml"));
    Files.writeString(directory.resolve("broken.yaml"), manifest + "✗: 1\n");
    assertEquals(ExitCode.USAGE.value(), bash("C", "\"$@\" validate --manifest=broken.yaml"));
    assertTrue(said().contains("✗"), said());
  }

  /** Runs a command with the program as its arguments, in the scratch directory. */
  private int bash(String locale, String command) throws IOException, InterruptedException {
    ProcessBuilder bash =
        new ProcessBuilder(
                ImmutableList.<String>builder()
                    .add(ScriptRunner.BASH, "-c", command, "bash")
                    .addAll(World.program())
                    .build())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    bash.environment().put("LC_ALL", locale);
    bash.environment().remove("ARTIFACTS");
    return bash.start().waitFor();
  }

  private String said() {
    try {
      return Files.readString(said, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
