package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Sets;
import dev.reinstate.bench.Bench;
import dev.reinstate.cli.Commands;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.concurrent.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The commands of README.md and of the site's pages: each is executed here, or is one of the few
 * that this class names.
 */
@Timeout(300)
final class ReadmeCommandsTest {

  /** What is not run here, because it is the build or would disturb it, and who runs it instead. */
  private static final ImmutableList<RunElsewhere> ELSEWHERE =
      ImmutableList.of(
          new RunElsewhere("scripts/test", "runs this test", ".ci/run", "^scripts/test$"),
          new RunElsewhere("mvn verify", "runs this test", "scripts/test", "\\bmvn .*verify\\b"),
          new RunElsewhere(
              "mvn spotless:apply",
              "writes the sources that are being compiled; the same formatter checks them",
              "pom.xml",
              "<artifactId>spotless-maven-plugin</artifactId>"),
          new RunElsewhere(
              "scripts/bench",
              "builds what is being tested; few workloads stand for all, which take long",
              ".ci/run",
              "^scripts/bench --quick --workloads="),
          new RunElsewhere(
              "scripts/pictures",
              "builds what is being tested, and takes the ports that the text names",
              ".ci/run",
              "\\bscripts/pictures "),
          new RunElsewhere(
              "scripts/test-image",
              "builds what is being tested",
              ".ci/run",
              "^scripts/test-image$"));

  /** Other people's programs: some are only named, the others need the internet. */
  private static final ImmutableSet<String> OTHERS = ImmutableSet.of("gcrane", "crane", "go");

  /** What runs print. */
  private static final ImmutableSet<String> PRINTED =
      ImmutableSet.of(
          "Nothing to promote.",
          "Nothing to sign.",
          "TRANSACTION VERIFIED",
          "TRANSACTION REJECTED");

  /**
   * No machine of ours has a project to spend: what is written is only held against
   * https://docs.cloud.google.com/sdk/gcloud/reference/storage/buckets.
   */
  private static final ImmutableSetMultimap<String, String> GCLOUD =
      ImmutableSetMultimap.<String, String>builder()
          .putAll(
              "storage buckets create",
              "--location",
              "--uniform-bucket-level-access",
              "--retention-period")
          .putAll("storage buckets add-iam-policy-binding", "--member", "--role")
          .put("storage buckets update", "--lock-retention-period")
          .build();

  @TempDir private Path directory;
  private ReadmeCommands readme;

  /**
   * A command that is executed, but not by this test.
   *
   * @param command its first words
   * @param reason why it is not run here: it …
   * @param file what runs it
   * @param evidence a line of that file has it
   */
  private record RunElsewhere(String command, String reason, String file, String evidence) {

    boolean isAbout(String line) {
      return line.equals(command) || line.startsWith(command + " ");
    }
  }

  /** Who executes a command. */
  private enum Executor {
    REINSTATE,
    RESTORE_PROD,
    DEPLOY_AUDITOR,
    SKOPEO,
    GCLOUD,
    ELSEWHERE,
    NOBODY
  }

  @BeforeEach
  void read() throws IOException {
    readme = ReadmeCommands.everywhere();
  }

  /** {@link Executor#NOBODY} for what is no command of ours; fails for what is unknown here. */
  private static Executor executor(List<String> words) {
    String line = String.join(" ", words);
    if (ELSEWHERE.stream().anyMatch(other -> other.isAbout(line))) {
      return Executor.ELSEWHERE;
    }
    boolean onlyNamed = words.size() == 1 && line.startsWith("scripts/");
    if (PRINTED.contains(line) || OTHERS.contains(words.getFirst()) || onlyNamed) {
      return Executor.NOBODY;
    }
    return switch (words.getFirst()) {
      case "scripts/reinstate", "reinstate", "reconcile", "scrub", "signatures", "snapshot" ->
          Executor.REINSTATE;
      case "scripts/restore_prod.sh" -> Executor.RESTORE_PROD;
      case "scripts/deploy-auditor.sh" -> Executor.DEPLOY_AUDITOR;
      case "skopeo" -> Executor.SKOPEO;
      case "gcloud" -> Executor.GCLOUD;
      default -> fail("nobody here executes: " + line);
    };
  }

  private ImmutableList<ImmutableList<String>> executedBy(Executor executor) {
    return readme.all().stream()
        .filter(words -> executor(words) == executor)
        .collect(ImmutableList.toImmutableList());
  }

  @Test
  void thereIsSomethingForEveryExecutorAndAllOursAreThere() {
    for (Executor executor : Executor.values()) {
      assertFalse(executedBy(executor).isEmpty(), executor.toString());
    }
    for (List<String> words : readme.all()) {
      String program = words.getFirst();
      if (program.startsWith("scripts/")) {
        assertTrue(Files.isExecutable(Path.of(program)), program);
      }
    }
  }

  @Test
  void whatIsNotRunHereIsNamedInTheTextAndRunByWhatIsSaidToRunIt() throws IOException {
    ImmutableList<ImmutableList<String>> elsewhere = executedBy(Executor.ELSEWHERE);
    for (RunElsewhere other : ELSEWHERE) {
      assertTrue(
          elsewhere.stream().anyMatch(words -> other.isAbout(String.join(" ", words))),
          () -> "an exception without a command: " + other);
      Pattern evidence = Pattern.compile(other.evidence());
      assertTrue(
          Files.readAllLines(Path.of(other.file())).stream()
              .anyMatch(line -> evidence.matcher(line).find()),
          other::toString);
    }
  }

  @Test
  void everyOptionThatTheTextNamesExists() {
    ImmutableSet.Builder<String> known = ImmutableSet.builder();
    addOptions(Commands.in(ProcessContext.ofProcess(new StopSignal())), known);
    addOptions(new CommandLine(Bench.class), known);
    known.add("--yes");
    assertEquals(ImmutableSet.of(), Sets.difference(readme.optionsInText(), known.build()));
  }

  private static void addOptions(CommandLine command, ImmutableSet.Builder<String> options) {
    command.getCommandSpec().options().forEach(option -> options.add(option.names()));
    command.getSubcommands().values().forEach(below -> addOptions(below, options));
  }

  @Test
  void everyCommandOfOursDoesItsWorkInAStagedIncident() throws Exception {
    try (ReadmeStage stage = new ReadmeStage(directory)) {
      ReadmeReader reader = new ReadmeReader(stage);
      for (List<String> words : executedBy(Executor.REINSTATE)) {
        reader.types(words);
      }
    }
  }

  @Test
  void theDisasterScriptBringsBackWhatTheMainJobLeaves() throws Exception {
    ScriptRunner runner = ScriptRunner.in(directory);
    try (ReadmeStage stage = new ReadmeStage(directory)) {
      for (List<String> words : executedBy(Executor.RESTORE_PROD)) {
        if (words.size() == 1) {
          continue;
        }
        List<String> reconcile = new ArrayList<>(words);
        reconcile.set(0, "reconcile");
        String plan = stage.run(with(reconcile, "--restore-unmanaged", "--json")).plan().id();
        List<String> script = new ArrayList<>(List.of(stage.staged(reconcile)));
        script.set(0, words.getFirst());
        script.add("--yes=" + plan);
        runner.run("", script).with(ExitCode.PARTIAL);
        assertEquals(
            ImmutableList.of(),
            stage.run(with(reconcile, "--restore-unmanaged", "--json")).plan().actions());
      }
    }
  }

  private static ImmutableList<String> with(List<String> words, String... more) {
    return Stream.concat(words.stream(), Stream.of(more)).collect(ImmutableList.toImmutableList());
  }

  @Test
  void theDeploymentScriptPrintsItsCommands() throws Exception {
    ScriptRunner runner = ScriptRunner.in(directory);
    for (List<String> words : executedBy(Executor.DEPLOY_AUDITOR)) {
      assertTrue(words.contains("--dry-run"), words.toString());
      ScriptRunner.Ended printed = runner.run("", words);
      printed.with(ExitCode.DONE);
      assertTrue(printed.said().contains("gcloud run deploy"), words.toString());
    }
  }

  @Test
  void anExportedLayoutIsCopiedBySkopeo() throws Exception {
    Skopeo skopeo = Skopeo.find(directory);
    ImmutableList<String> export =
        Iterables.getOnlyElement(
            readme.startingWith("scripts/reinstate").stream()
                .filter(words -> words.contains("export"))
                .toList());
    String reference = "us.gcr.io/k8s-artifacts-prod/kube-proxy:v1.22.1";
    try (ReadmeStage stage = new ReadmeStage(directory)) {
      stage.run(export);
      String target = stage.scratch().host() + "/copied:v1";
      for (List<String> words : executedBy(Executor.SKOPEO)) {
        skopeo.run(
            Stream.concat(
                    Stream.of("copy", "--dest-tls-verify=false"),
                    words.stream()
                        .skip(2)
                        .map(word -> word.replace("oci:layout", "oci:" + stage.layout()))
                        .map(word -> word.replace("REPOSITORY:TAG", reference))
                        .map(word -> word.replace("…", target)))
                .toArray(String[]::new));
      }
      assertEquals(
          ImmutableSet.of("v1"),
          ImmutableSet.copyOf(stage.scratch().contents().state().get("copied").tags().keySet()));
    }
  }

  @Test
  void everyGcloudCommandIsInItsReference() {
    for (List<String> words : executedBy(Executor.GCLOUD)) {
      String command = String.join(" ", words.subList(1, 4));
      assertTrue(words.get(4).startsWith("gs://"), words.toString());
      for (String word : words.subList(5, words.size())) {
        assertTrue(
            GCLOUD.containsEntry(command, word.replaceFirst("=.*", "")),
            () -> word + " of " + command);
      }
    }
  }
}
