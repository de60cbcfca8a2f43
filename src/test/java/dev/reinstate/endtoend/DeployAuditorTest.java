package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code scripts/deploy-auditor.sh}, run by bash, with a gcloud that remembers what it made. */
final class DeployAuditorTest {

  private static final Path SCRIPT = Path.of("scripts/deploy-auditor.sh").toAbsolutePath();
  private static final String HEX = "0123456789abcdef".repeat(4);

  /**
   * Writes down its words, each call on a line, and knows what was created; describing anything
   * else fails as gcloud's own does.
   */
  private static final String GCLOUD =
      """
      #!/bin/bash
      (IFS=$'\\t'; printf '%s\\n' "$*") >>"$FAKE_GCLOUD/calls"
      case "$*" in
        "projects describe"*) echo 4711 ;;
        "run services describe"*) echo https://auditor.example.run.app ;;
        *" describe "*) [ -e "$FAKE_GCLOUD/made-${1}-${2}-${4%%@*}" ] ;;
        *" create "*) touch "$FAKE_GCLOUD/made-${1}-${2}-${4}" ;;
      esac
      """;

  private record Ended(int code, String out, String err) {}

  @TempDir private Path directory;

  @BeforeEach
  void installGcloud() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
    Path gcloud = Files.writeString(directory.resolve("gcloud"), GCLOUD);
    Files.setPosixFilePermissions(gcloud, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void deploysByDigestAndHasEverythingPushedWithATokenOfThePushersOwn() throws Exception {
    assertEquals(0, deploy("k8s-artifacts-prod", HEX).code());
    List<String> deploy = only("run", "deploy");
    assertTrue(deploy.contains("reinstate-auditor"), deploy.toString());
    for (String word :
        List.of(
            "--image=us-central1-docker.pkg.dev/k8s-staging-images/reinstate/reinstate@sha256:"
                + HEX,
            "--region=us-central1",
            "--no-allow-unauthenticated",
            "--service-account=reinstate-auditor@k8s-artifacts-prod.iam.gserviceaccount.com",
            "--min-instances=1",
            "--max-instances=1")) {
      assertTrue(deploy.contains(word), () -> word + " is not in " + deploy);
    }
    List<String> push = only("pubsub", "subscriptions", "create", "reinstate-auditor");
    for (String word :
        List.of(
            "--topic=gcr",
            "--push-endpoint=https://auditor.example.run.app/",
            "--push-auth-service-account="
                + "reinstate-auditor-pusher@k8s-artifacts-prod.iam.gserviceaccount.com",
            "--push-auth-token-audience=reinstate-auditor.k8s-artifacts-prod",
            "--ack-deadline=600",
            "--expiration-period=never",
            "--dead-letter-topic=reinstate-auditor-dead-letters")) {
      assertTrue(push.contains(word), () -> word + " is not in " + push);
    }
  }

  @Test
  void givesEachAccountItsRolesAndNoOthers() throws Exception {
    deploy("--snapshot=gs://k8s-backup/registry", "k8s-artifacts-prod", HEX);
    String auditor = "serviceAccount:reinstate-auditor@k8s-artifacts-prod.iam.gserviceaccount.com";
    String pusher =
        "serviceAccount:reinstate-auditor-pusher@k8s-artifacts-prod.iam.gserviceaccount.com";
    String pubsub = "serviceAccount:service-4711@gcp-sa-pubsub.iam.gserviceaccount.com";
    assertEquals(
        ImmutableList.of(
            auditor + " roles/logging.logWriter on k8s-artifacts-prod",
            auditor + " roles/errorreporting.writer on k8s-artifacts-prod",
            auditor + " roles/artifactregistry.reader on k8s-artifacts-prod",
            auditor + " roles/storage.objectViewer on gs://k8s-backup",
            pubsub
                + " roles/iam.serviceAccountTokenCreator on"
                + " reinstate-auditor-pusher@k8s-artifacts-prod.iam.gserviceaccount.com",
            pusher + " roles/run.invoker on reinstate-auditor",
            pubsub + " roles/pubsub.publisher on reinstate-auditor-dead-letters",
            pubsub + " roles/pubsub.subscriber on reinstate-auditor"),
        calls().stream()
            .filter(words -> words.contains("add-iam-policy-binding"))
            .map(
                words ->
                    value(words, "--member=")
                        + " "
                        + value(words, "--role=")
                        + " on "
                        + words.get(words.indexOf("add-iam-policy-binding") + 1))
            .collect(ImmutableList.toImmutableList()));
  }

  @Test
  void startsTheAuditorWithOptionsAndVariablesThatItUnderstands() throws Exception {
    deploy("--branch=release", "my-project", "sha256:" + HEX, "--", "--reconcile-on-reject");
    List<String> deploy = only("run", "deploy");
    List<String> arguments = list(value(deploy, "--args="));
    assertEquals("audit", arguments.getFirst());
    ParsedCommand command = ParsedCommand.of(arguments);
    assertEquals("reinstate-auditor.my-project", command.value("--audience"));
    assertEquals(
        "reinstate-auditor-pusher@my-project.iam.gserviceaccount.com",
        command.value("--push-account"));
    assertTrue(command.has("--behind-cloud-run-iam"));
    assertTrue(deploy.contains("--no-allow-unauthenticated"), "which is what it relies on");
    assertTrue(command.has("--reconcile-on-reject"));
    assertEquals(
        ImmutableList.of(
            "CIP_AUDIT_GCP_PROJECT_ID=my-project",
            "CIP_AUDIT_MANIFEST_REPO_URL=https://github.com/kubernetes/k8s.io",
            "CIP_AUDIT_MANIFEST_REPO_BRANCH=release",
            "CIP_AUDIT_MANIFEST_REPO_MANIFEST_DIR=registry.k8s.io"),
        list(value(deploy, "--set-env-vars=")));
  }

  @Test
  void runAgainItMakesNothingTwice() throws Exception {
    deploy("my-project", HEX);
    long made = calls().stream().filter(words -> words.contains("create")).count();
    assertEquals(6, made, "two accounts, two topics, two subscriptions");
    Files.delete(directory.resolve("calls"));
    assertEquals(0, deploy("my-project", HEX.replace('0', 'f')).code());
    assertEquals(0, calls().stream().filter(words -> words.contains("create")).count());
    assertTrue(value(only("run", "deploy"), "--image=").endsWith(HEX.replace('0', 'f')));
  }

  @Test
  void aDryRunCallsNothingAndPrintsWhatARunWouldCall() throws Exception {
    String[] words = {"--snapshot=gs://b/p", "my-project", HEX, "--", "--exclude-me=a\\b\"c d"};
    Ended dry =
        deploy(Stream.concat(Stream.of("--dry-run"), Stream.of(words)).toArray(String[]::new));
    assertEquals(0, dry.code(), dry.err());
    assertFalse(Files.exists(directory.resolve("calls")), "nothing was called");
    Path printed = Files.writeString(directory.resolve("printed.sh"), dry.out());
    assertEquals(0, bash(printed.toString()).code());
    ImmutableList<List<String>> pasted = calls();
    forget();
    assertEquals(0, deploy(words).code());
    assertEquals(pasted, calls());
  }

  @Test
  void aCommandThatFailsEndsIt() throws Exception {
    Files.writeString(
        directory.resolve("gcloud"), GCLOUD.replace("esac", "*deploy*) exit 7 ;; esac"));
    assertNotEquals(0, deploy("my-project", HEX).code());
    assertTrue(calls().stream().noneMatch(words -> words.contains("subscriptions")));
  }

  @ParameterizedTest
  @CsvSource({
    "my-project, 0123",
    "my-project, sha512:%s",
    "my-project, %s0",
    "my-project, sha256:sha256:%s",
    "'', %s",
    "My-Project, %s",
    "short, %s",
    "my-project;reboot, %s",
    "--dry, %s",
    "--image=gcr.io/p/i:tag my-project, %s",
    "--image=gcr.io/p/i@sha256:0 my-project, %s",
    "--region=here my-project, %s",
    "--service=x my-project, %s",
    "--min-instances=2 my-project, %s",
    "--max-instances=0 my-project, %s",
    "--snapshot=/backup my-project, %s",
    "--branch=a|b my-project, %s",
    "my-project other, %s",
  })
  void argumentsThatMakeNoSenseCallNothing(String before, String digest) throws Exception {
    List<String> words = Splitter.on(' ').splitToList(before);
    String last = digest.formatted(HEX);
    Ended ended = deploy(Stream.concat(words.stream(), Stream.of(last)).toArray(String[]::new));
    assertEquals(ExitCode.USAGE.value(), ended.code(), ended.err());
    assertTrue(ended.err().startsWith("deploy-auditor.sh: "), ended.err());
    assertFalse(Files.exists(directory.resolve("calls")), "nothing was called");
  }

  private Ended deploy(String... words) throws IOException, InterruptedException {
    return bash(
        Stream.concat(Stream.of(SCRIPT.toString()), Stream.of(words)).toArray(String[]::new));
  }

  private Ended bash(String... words) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of("/bin/bash"), Stream.of(words)).toList())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
    builder.environment().put("FAKE_GCLOUD", directory.toString());
    int code = builder.start().waitFor();
    return new Ended(code, Files.readString(out), Files.readString(err));
  }

  private void forget() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.equals("calls") || name.startsWith("made-")) {
          Files.delete(file);
        }
      }
    }
  }

  private ImmutableList<List<String>> calls() throws IOException {
    return Files.readAllLines(directory.resolve("calls")).stream()
        .map(line -> Splitter.on('\t').splitToList(line))
        .collect(ImmutableList.toImmutableList());
  }

  /** The one call that begins so. */
  private List<String> only(String... beginning) throws IOException {
    List<List<String>> found =
        calls().stream()
            .filter(
                words ->
                    words.size() >= beginning.length
                        && words.subList(0, beginning.length).equals(List.of(beginning)))
            .toList();
    assertEquals(1, found.size(), found.toString());
    return found.getFirst();
  }

  private static String value(List<String> words, String option) {
    return words.stream()
        .filter(word -> word.startsWith(option))
        .findFirst()
        .orElseThrow(() -> new AssertionError(option + " is not in " + words))
        .substring(option.length());
  }

  /** A list with a separator of its own, as {@code gcloud topic escaping} has it. */
  private static List<String> list(String value) {
    assertTrue(value.startsWith("^|^"), value);
    return Splitter.on('|').splitToList(value.substring(3));
  }
}
