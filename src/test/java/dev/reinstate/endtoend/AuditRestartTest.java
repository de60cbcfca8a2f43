package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service in a process of its own that ends while messages pour in, and is started again. */
@Timeout(120)
final class AuditRestartTest {

  private static final Pattern LISTENING = Pattern.compile("Listening on port ([0-9]+)\\.");
  private static final int MESSAGES = 2_000;

  private final SampleImage app = new SampleImages(71).oci(100);

  @TempDir private Path directory;
  private World world;
  private Path out;
  private Process service;

  @BeforeEach
  void promote() throws IOException {
    out = directory.resolve("out.txt");
    world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults());
    world
        .manifest("staging.example/team", "us.example/prod")
        .promote(
            "app",
            app.digest(),
            IntStream.range(0, MESSAGES).mapToObj(i -> "v" + i).toArray(String[]::new));
  }

  @AfterEach
  void stop() throws IOException {
    service.destroyForcibly();
    world.close();
  }

  @Test
  void afterAGracefulStopEveryMessageIsJudgedAndNoneTwice() throws Exception {
    try (Redelivery sender = new Redelivery(MESSAGES, this::event, start())) {
      for (int stops = 1; stops <= 2; stops++) {
        sender.awaitAcknowledged(stops * MESSAGES / 3);
        service.destroy();
        assertEquals(ExitCode.DONE.value(), service.waitFor());
        sender.continueAt(start());
      }
      sender.awaitAll();
      assertTrue(sender.redelivered() > 0, "nothing was ever pushed in vain");
    }
    Multiset<String> judged = judged();
    assertEquals(MESSAGES, judged.elementSet().size());
    assertEquals(MESSAGES, judged.size());
  }

  /** What was judged and not acknowledged comes again, and is one entry to Cloud Logging. */
  @Test
  void afterAKillEveryMessageIsJudged() throws Exception {
    try (Redelivery sender = new Redelivery(MESSAGES, this::event, start())) {
      sender.awaitAcknowledged(MESSAGES / 2);
      service.destroyForcibly().waitFor();
      sender.continueAt(start());
      sender.awaitAll();
    }
    assertEquals(MESSAGES, judged().elementSet().size());
  }

  private String event(int message) {
    return RegistryEvents.tagged("us.example/prod/app", app.digest(), "v" + message);
  }

  /** The port of a new process. */
  private int start() throws IOException {
    service = world.startAudit(out);
    BufferedReader err = service.errorReader(UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      said.append(line).append('\n');
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        Thread.ofPlatform().daemon().start(() -> drain(err));
        return Integer.parseInt(listening.group(1));
      }
    }
    throw new AssertionError("it never listened: " + said);
  }

  private static void drain(BufferedReader err) {
    try {
      while (err.readLine() != null) {
        // Nobody else reads it.
      }
    } catch (IOException e) {
      // The process was killed.
    }
  }

  private Multiset<String> judged() throws IOException {
    Multiset<String> ids = HashMultiset.create();
    JsonMapper json = new JsonMapper();
    for (String line : Files.readAllLines(out)) {
      ids.add(json.readTree(line).get("logging.googleapis.com/insertId").asText());
    }
    return ids;
  }
}
