package dev.reinstate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
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
    assertEquals(0, bash(locale, ". " + Path.of("scripts/jdk.sh").toAbsolutePath() + "; " + validate));
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

  private String said() throws IOException {
    return Files.readString(said, StandardCharsets.UTF_8);
  }
}
