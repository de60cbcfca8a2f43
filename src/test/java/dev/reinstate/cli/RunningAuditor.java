package dev.reinstate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.Pushes;
import dev.reinstate.concurrent.StopSignal;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code reinstate audit} on a thread of the test's own, and a client of it. */
final class RunningAuditor implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern LISTENING = Pattern.compile("Listening on port ([0-9]+)\\.");
  private static final int SECONDS = 30;

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final StopSignal stop = new StopSignal();
  private final CompletableFuture<ExitCode> ended;
  private final Pushes client;
  private int messages;

  private RunningAuditor(World world, ImmutableMap<String, String> environment, String[] words) {
    Surroundings surroundings =
        world.surroundings(environment, new LineStream(lines::add), err, stop);
    this.ended = CompletableFuture.supplyAsync(() -> new Cli(surroundings).run(words));
    this.client = new Pushes(Integer.parseInt(awaitSaid(LISTENING).group(1)));
  }

  static RunningAuditor start(
      World world, ImmutableMap<String, String> environment, String... words) {
    return new RunningAuditor(world, environment, words);
  }

  Pushes client() {
    return client;
  }

  /** The line that an event is answered with. */
  JsonNode push(String event) {
    int before = lineCount();
    int status = client.push("m" + ++messages, event);
    if (status != 204 || lineCount() != before + 1) {
      throw new AssertionError(event + " is answered " + status + "\n" + said());
    }
    return lastLine();
  }

  int lineCount() {
    return lines.size();
  }

  JsonNode lastLine() {
    return parse(lines.getLast());
  }

  /** All of standard output. */
  ImmutableList<JsonNode> lines() {
    return lines.stream().map(RunningAuditor::parse).collect(ImmutableList.toImmutableList());
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }

  /** All messages of standard error, one after the other. */
  String said() {
    StringBuilder said = new StringBuilder();
    for (String line : err.toString(UTF_8).lines().toList()) {
      said.append(line.startsWith("{") ? parse(line).path("message").asText() : line).append('\n');
    }
    return said.toString();
  }

  /** Waits until standard error holds it. */
  Matcher awaitSaid(Pattern pattern) {
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS); ; pause()) {
      Matcher matcher = pattern.matcher(said());
      if (matcher.find()) {
        return matcher;
      }
      if (ended.isDone() || System.nanoTime() > end) {
        throw new AssertionError("it never said " + pattern + ", but\n" + said());
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Asks it to end, as SIGTERM does, and waits until it has. */
  ExitCode stop() {
    stop.request();
    return ended.orTimeout(SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    stop();
    client.close();
  }
}
