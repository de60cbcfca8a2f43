package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.registry.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Prow's own programs, with a Prow as small as can be configured.
 *
 * <p>Source: https://github.com/kubernetes-sigs/prow/tree/main/cmd.
 *
 * @param programs the directory that has all of them
 * @param scratch a directory for what they read and write
 */
record ProwTools(Path programs, Path scratch) {

  private static final ImmutableList<String> ALL =
      ImmutableList.of("checkconfig", "mkpj", "mkpod", "entrypoint", "sidecar");

  private static final Path BUILT = Path.of("target", "prow");

  private static final String CONFIGURATION =
      """
      prowjob_namespace: default
      pod_namespace: test-pods
      plank:
        job_queue_capacities:
          k8sio-image-promo: 1
        default_decoration_config_entries:
        - config:
            timeout: 2h
            grace_period: 15m
            utility_images:
              clonerefs: prow.example/clonerefs:1
              initupload: prow.example/initupload:1
              entrypoint: prow.example/entrypoint:1
              sidecar: prow.example/sidecar:1
            gcs_configuration:
              bucket: gs://prow-logs
              path_strategy: explicit
            gcs_credentials_secret: ""
      """;

  /** What a presubmit or postsubmit is about; with all of it, nobody asks GitHub. */
  record Refs(String base, String pull) {}

  /** Skips the tests on a machine without them. */
  static void require() {
    Assumptions.assumeTrue(
        found().isPresent(),
        "Prow is not installed: "
            + ALL
            + " in "
            + BUILT
            + " or one directory of the PATH;"
            + " PROW_TOOLS=yes scripts/test builds them");
  }

  /** With the jobs of {@code job-config/}. */
  static ProwTools in(Path scratch) throws IOException {
    ProwTools tools = new ProwTools(found().orElseThrow(), scratch);
    Files.writeString(tools.configuration(), CONFIGURATION);
    Files.createDirectories(tools.jobs());
    try (Stream<Path> files = Files.list(Path.of("job-config"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, tools.jobs().resolve(file.getFileName()));
      }
    }
    return tools;
  }

  /**
   * Names such as these other programs may have, too; so all of them have to be together. Those
   * that {@code scripts/test} built come first.
   */
  private static Optional<Path> found() {
    return Stream.concat(
            Stream.of(BUILT.toAbsolutePath()),
            Installed.program(ALL.getFirst()).map(Path::getParent).stream())
        .filter(
            directory -> ALL.stream().allMatch(name -> Files.isExecutable(directory.resolve(name))))
        .findFirst();
  }

  private Path configuration() {
    return scratch.resolve("prow.yaml");
  }

  /** Where the jobs are that these programs read. */
  Path jobs() {
    return scratch.resolve("jobs");
  }

  /** One of them, yet to be started. */
  ProcessBuilder program(String name) {
    return new ProcessBuilder(programs.resolve(name).toString());
  }

  /** What it thinks of the jobs; every check that needs nothing but files. */
  OtherClient.Ended checkconfig() throws IOException, InterruptedException {
    return client("checkconfig")
        .run(
            "--strict",
            "--config-path=" + configuration(),
            "--job-config-path=" + jobs(),
            "--include-default-warnings",
            "--warnings=unknown-fields-all",
            "--warnings=valid-decoration-config");
  }

  /** The pod of a job, whose artifacts are copied to a directory of the machine. */
  ProwPod pod(ProwJob job, Refs refs) throws IOException, InterruptedException {
    Path made = Files.writeString(scratch.resolve(job.name() + ".yaml"), mkpj(job, refs), UTF_8);
    String pod =
        client("mkpod")
            .succeeds(
                "--prow-job=" + made,
                "--build-id=17",
                "--local",
                "--out-dir=" + scratch.resolve("output"));
    Path written = Files.writeString(scratch.resolve(job.name() + "-pod.yaml"), pod, UTF_8);
    return new ProwPod(
        Iterables.getOnlyElement(Container.documents(made)),
        Iterables.getOnlyElement(Container.documents(written)));
  }

  private String mkpj(ProwJob job, Refs refs) throws IOException, InterruptedException {
    return client("mkpj")
        .succeeds(
            "--config-path=" + configuration(),
            "--job-config-path=" + jobs(),
            "--job=" + job.name(),
            "--base-ref=main",
            "--base-sha=" + refs.base(),
            "--pull-number=1",
            "--pull-sha=" + refs.pull(),
            "--pull-author=somebody",
            "--pull-head-ref=change");
  }

  private OtherClient client(String name) {
    return new OtherClient(programs.resolve(name), scratch);
  }
}
