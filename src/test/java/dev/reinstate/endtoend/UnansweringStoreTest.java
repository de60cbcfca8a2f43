package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that waits for Google Cloud Storage behind a proxy that accepts and never answers, and
 * is asked to end.
 */
@Timeout(120)
class UnansweringStoreTest {

  @TempDir private Path directory;
  private ServerSocket proxy;
  private World world;
  private Process run;

  @BeforeEach
  void start() throws IOException {
    proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world
        .manifest("staging.example/team", "us.example/prod")
        .promote("app", new SampleImages(1).oci(30).digest(), "v1");
    world.registry("us.example");
    world.registry("staging.example");
  }

  @AfterEach
  void stop() throws IOException {
    run.destroyForcibly();
    proxy.close();
    world.close();
  }

  @Test
  void aRunSaysForWhomItWaitsAndReportsWhatItKnowsWhenStopped() throws Exception {
    Path artifacts = directory.resolve("artifacts");
    String said =
        stopped(
            world.reconcileProcess(
                directory.resolve("out.txt"),
                "--snapshot=gs://k8s-backup/registry",
                "--artifacts=" + artifacts));
    assertTrue(said.contains("Stopping: what runs may finish, nothing new begins."), said);
    JsonNode plan = new ObjectMapper().readTree(artifacts.resolve("plan.json").toFile());
    assertEquals(1, plan.get("summary").get("unreadable").asInt(), plan.toString());
    for (String name :
        List.of("result.json", "report.html", "junit_reinstate.xml", "metadata.json")) {
      assertTrue(Files.size(artifacts.resolve(name)) > 0, name);
    }
  }

  @Test
  void soDoesATakeAndAList() throws Exception {
    assertTrue(stopped(snapshot("list")).contains("run again to go on"));
    assertTrue(stopped(snapshot("take", manifest())).contains("run again to go on"));
  }

  private ProcessBuilder snapshot(String command, String... more) {
    ProcessBuilder process = world.reconcileProcess(directory.resolve("out.txt"));
    List<String> words = new ArrayList<>(process.command());
    words.subList(words.indexOf("reconcile"), words.size()).clear();
    words.addAll(List.of("snapshot", command, "--snapshot=gs://k8s-backup/registry"));
    words.addAll(List.of(more));
    return process.command(words);
  }

  private String manifest() {
    return "--manifest=" + directory.resolve("manifest-0.yaml");
  }

  /** What it says on standard error until it ends, asked to when it says that it waits. */
  private String stopped(ProcessBuilder process) throws Exception {
    process
        .environment()
        .put(
            "JAVA_TOOL_OPTIONS",
            "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=" + proxy.getLocalPort());
    process.environment().put("NO_GCE_CHECK", "true");
    process.environment().remove("GOOGLE_APPLICATION_CREDENTIALS");
    run = process.start();
    List<String> said = new ArrayList<>();
    BufferedReader err = run.errorReader(UTF_8);
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      said.add(line);
      if (line.startsWith("waiting for storage.googleapis.com to list gs://k8s-backup/registry/")) {
        Process kill = new ProcessBuilder("kill", "-TERM", String.valueOf(run.pid())).start();
        assertEquals(0, kill.waitFor());
      }
    }
    assertEquals(ExitCode.PARTIAL.value(), run.waitFor(), said.toString());
    return String.join("\n", said);
  }
}
