package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The containers of a pod as processes of this machine, with directories in place of volumes. */
final class ProwPodRun {

  private static final String LOGS = "\"/logs/";

  private final ProwTools prow;
  private final ProwPod pod;
  private final Path checkout;
  private final Path logs;
  private final Path output;

  /**
   * @param directory a scratch one for the volumes
   * @param checkout where the repository is that the job is about
   */
  ProwPodRun(ProwTools prow, ProwPod pod, Path directory, Path checkout) throws IOException {
    this.prow = prow;
    this.pod = pod;
    this.checkout = checkout;
    this.logs = Files.createDirectories(directory.resolve("logs"));
    this.output = directory.resolve("output");
  }

  /**
   * Starts the program under Prow's {@code entrypoint}.
   *
   * @param command in the place of the job's own
   * @param timeout until it gets SIGINT
   * @param grace from then until it gets SIGKILL
   */
  Process start(List<String> command, Duration timeout, Duration grace) throws IOException {
    ObjectNode options = pod.options(ProwPod.TEST, "ENTRYPOINT_OPTIONS");
    options.putPOJO("args", ImmutableList.copyOf(command));
    options.put("timeout", timeout.toNanos());
    options.put("grace_period", grace.toNanos());
    ProcessBuilder builder = container(ProwPod.TEST, "entrypoint", "ENTRYPOINT_OPTIONS", options);
    builder.environment().put("ARTIFACTS", artifacts().directory().toString());
    return builder.directory(checkout.toFile()).start();
  }

  /** Runs Prow's {@code sidecar}, which takes away what the program left; {@code finished.json}. */
  JsonNode finish() throws IOException, InterruptedException {
    ObjectNode options = pod.options(ProwPod.SIDECAR, "SIDECAR_OPTIONS");
    options.withObject("/gcs_options").put("local_output_dir", output.toString());
    Process sidecar = container(ProwPod.SIDECAR, "sidecar", "SIDECAR_OPTIONS", options).start();
    String said = new String(sidecar.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, sidecar.waitFor(), said);
    return new ObjectMapper().readTree(output.resolve("finished.json").toFile());
  }

  private ProcessBuilder container(String name, String program, String variable, ObjectNode options)
      throws IOException {
    ProcessBuilder builder = prow.program(program).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(each -> !each.equals("PATH"));
    environment.putAll(pod.environment(name));
    environment.put("TMPDIR", logs.getParent().toString());
    environment.put(variable, options.toString().replace(LOGS, "\"" + logs + "/"));
    return builder;
  }

  /** What the program left. */
  LeftArtifacts artifacts() {
    return new LeftArtifacts(logs.resolve("artifacts"));
  }

  /** What of it was uploaded. */
  LeftArtifacts uploaded() {
    return new LeftArtifacts(output.resolve("artifacts"));
  }

  /** What {@code entrypoint} says became of the program. */
  int marked() throws IOException {
    return Integer.parseInt(Files.readString(logs.resolve("marker-file.txt")));
  }

  /** What the program said. */
  String log() throws IOException {
    return Files.readString(logs.resolve("process-log.txt"));
  }
}
