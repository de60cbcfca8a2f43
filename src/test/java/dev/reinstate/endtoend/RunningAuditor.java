package dev.reinstate.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.audit.Pushes;
import dev.reinstate.cli.console.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code reinstate audit} on a thread of the test's own, and a client of it. */
final class RunningAuditor implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern LISTENING = Pattern.compile("Listening on port ([0-9]+)\\.");
  private final RunningCommand command;
  private final int port;
  private final Pushes client;
  private int messages;

  private RunningAuditor(World world, ImmutableMap<String, String> environment, String[] words) {
    this.command = RunningCommand.start(world, environment, RunningAuditor::message, words);
    this.port = Integer.parseInt(awaitSaid(LISTENING).group(1));
    this.client = new Pushes(port);
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
    return command.out().lines().size();
  }

  JsonNode lastLine() {
    return parse(command.out().lines().getLast());
  }

  /** All of standard output. */
  ImmutableList<JsonNode> lines() {
    return command.out().lines().stream()
        .map(RunningAuditor::parse)
        .collect(ImmutableList.toImmutableList());
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }

  private static String message(String line) {
    return line.startsWith("{") ? parse(line).path("message").asText() : line;
  }

  /** All messages of standard error, one after the other. */
  String said() {
    return command.err().text();
  }

  /** Waits until standard error holds it. */
  @CanIgnoreReturnValue
  Matcher awaitSaid(Pattern pattern) {
    return command.err().await(pattern);
  }

  /** Waits until it takes no more pushes. */
  void awaitNoMoreConnections() throws IOException {
    while (listens()) {
      Thread.onSpinWait();
    }
  }

  private boolean listens() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  /** Asks it to end, as SIGTERM does, and waits until it has. */
  ExitCode stop() {
    return command.stop();
  }

  @Override
  public void close() {
    command.close();
    client.close();
  }
}
