package dev.reinstate.cli.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class SignatureOptionsTest {

  @TempDir Path root;
  private Path policy;
  private Path trustedRoot;

  /** Any that has them. */
  @Command
  static final class SomeCommand {
    @Mixin private SignatureOptions signatures;
  }

  @BeforeEach
  void write() throws IOException {
    policy = root.resolve("policy.yaml");
    Files.writeString(policy, "rules: [{repositories: [a/b], require: [{signature: any}]}]\n");
    trustedRoot = root.resolve("trusted_root.json");
    Files.writeString(trustedRoot, "{}\n");
  }

  private static SignatureOptions options(String... arguments) {
    SomeCommand command = new SomeCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.signatures;
  }

  private static List<String> problems(String... arguments) {
    UsageProblems problems = new UsageProblems();
    assertEquals(Optional.empty(), options(arguments).read(problems));
    return assertThrows(UsageException.class, problems::throwIfAny).problems();
  }

  @Test
  void readsPolicyAndTrustedRoot() throws UsageException {
    UsageProblems problems = new UsageProblems();

    Optional<SignatureOptions.Request> request =
        options("--signature-policy=" + policy, "--trusted-root=" + trustedRoot).read(problems);

    problems.throwIfAny();
    assertEquals(1, request.orElseThrow().policy().rules().size());
    assertEquals(Optional.of(trustedRoot), request.orElseThrow().trustedRoot());
  }

  @Test
  void withoutThemNothingIsAsked() throws UsageException {
    UsageProblems problems = new UsageProblems();

    assertEquals(Optional.empty(), options().read(problems));

    problems.throwIfAny();
  }

  @Test
  void aTrustedRootAloneIsRefused() {
    assertEquals(
        List.of("--trusted-root: signatures are checked only with --signature-policy=FILE"),
        problems("--trusted-root=" + trustedRoot));
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() throws IOException {
    Files.writeString(policy, "rules:\n- {repositories: ['a/{'], require: [{signature: [x]}]}\n");
    Path gone = root.resolve("gone.json");

    List<String> problems = problems("--signature-policy=" + policy, "--trusted-root=" + gone);

    assertEquals(3, problems.size(), problems::toString);
    assertEquals(
        "--trusted-root: " + gone + " is not a file that can be read", problems.getFirst());
    assertTrue(problems.get(1).startsWith(policy + ":2:19: invalid glob 'a/{'"), problems.get(1));
    assertTrue(
        problems.get(2).startsWith(policy + ":2:50: no signer is called 'x'"), problems.get(2));
  }

  @Test
  void aPolicyThatIsNotThereIsNamed() {
    Path gone = root.resolve("gone.yaml");

    assertEquals(
        List.of(gone + ": the file does not exist"), problems("--signature-policy=" + gone));
  }
}
