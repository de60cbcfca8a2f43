package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.revision.GitHistory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.api.errors.GitAPIException;

/** Somebody who types the commands of ours that README.md has. */
final class ReadmeReader {

  private static final int PORTS = 4;

  private final ReadmeStage stage;

  ReadmeReader(ReadmeStage stage) {
    this.stage = stage;
  }

  /** Runs a command and looks whether it did what the text says; what serves is stopped again. */
  void types(List<String> words) throws IOException, GitAPIException {
    ParsedCommand command = ParsedCommand.of(ReadmeStage.arguments(words));
    switch (command.name()) {
      case "audit" -> audits(words);
      case "report merge" -> merges(words);
      default -> {
        if (command.has("--universe") && command.has("--serve")) {
          servesUniverse(words, command.value("--serve"));
        } else if (command.has("--serve")) {
          serves(words, command.value("--serve"));
        } else {
          stage.run(words);
        }
      }
    }
  }

  private void audits(List<String> words) throws GitAPIException {
    try (GitHistory git = GitHistory.onBranch("main", stage.checkout())) {
      git.commit();
      ImmutableMap<String, String> anyPort = ImmutableMap.of("PORT", "0");
      try (RunningAuditor auditor =
          RunningAuditor.start(stage.world(), anyPort, stage.staged(words))) {
        JsonNode line =
            auditor.push(RegistryEvents.untagged("us.gcr.io/k8s-artifacts-prod/pause", "3.2"));
        assertTrue(line.get("message").asText().contains("TRANSACTION REJECTED"), line.toString());
        assertTrue(line.get("cure").asText().startsWith("scripts/reinstate "), line.toString());
        assertEquals(ExitCode.DONE, auditor.stop());
      }
    }
  }

  private void merges(List<String> words) {
    List<String> results = new ArrayList<>();
    Path kept = stage.artifacts().resolve("results");
    for (int i = 0; i < 2; i++) {
      Path artifacts = stage.artifacts().resolve("shard-" + i);
      stage.run(
          List.of(
              "reconcile",
              "--shard=" + i + "/2",
              "--artifacts=" + artifacts,
              "--results=" + kept,
              "--run=read"));
      results.add(artifacts.resolve("result.json").toString());
    }
    if (words.getLast().equals("RESULTS")) {
      results = List.of(kept.toString());
    } else {
      assertEquals("RESULT.json…", words.getLast());
    }
    stage.run(
        ImmutableList.<String>builder()
            .addAll(words.subList(0, words.size() - 1))
            .addAll(results)
            .build());
  }

  /** Also does what the sandbox tells a first visitor to do, on the ports that it is given. */
  private void serves(List<String> words, String port) throws IOException {
    int first = freePorts();
    List<String> serve = words.stream().map(word -> word.replace(port, "" + first)).toList();
    try (RunningCommand sandbox = RunningCommand.start(stage.world(), stage.staged(serve))) {
      sandbox.out().await(Pattern.compile("interrupt this\\. Try:\n(.*\n)*.* scrub .*--confirm "));
      for (int i = 0; i < PORTS; i++) {
        String registry = "127.0.0.1:" + (first + i);
        assertTrue(sandbox.out().text().contains("=" + registry), sandbox.out().text());
      }
      ImmutableList<String> shown = toTry(sandbox.out().lines());
      Run dry = pasted(stage.world(), shown.getFirst());
      assertTrue(dry.out().contains(" to do; nothing was written."), dry.out());
      Run confirmed = pasted(stage.world(), shown.get(1));
      assertTrue(confirmed.out().contains("\nApplied: done 11\n"), confirmed.out());
      Run scrub = pasted(stage.world(), shown.get(2));
      assertTrue(scrub.out().contains("2 to heal; nothing was written."), scrub.out());
      Run healed = pasted(stage.world(), shown.getLast());
      assertTrue(healed.out().contains("\nApplied: done 2\n"), healed.out());
      assertEquals(4, shown.size());
      assertEquals(ExitCode.DONE, sandbox.stop());
    }
  }

  /** Of one region, which is near. */
  private void servesUniverse(List<String> words, String port) throws IOException {
    List<String> serve =
        Stream.concat(
                words.stream().map(word -> word.replace("=" + port, "=0")),
                Stream.of("--regions=1", "--latency=0-0"))
            .toList();
    try (RunningCommand universe = RunningCommand.start(stage.world(), stage.staged(serve))) {
      universe.out().await(Pattern.compile("A mirror serves all blobs: "));
      List<String> shown = Splitter.on(' ').splitToList(toTry(universe.out().lines()).getFirst());
      stage
          .world()
          .run(shown.subList(2, shown.size()).toArray(String[]::new))
          .endsWith(ExitCode.DONE);
      assertEquals(ExitCode.DONE, universe.stop());
    }
  }

  private static ImmutableList<String> toTry(List<String> lines) {
    return lines.stream()
        .dropWhile(line -> !line.endsWith(" Try:"))
        .filter(line -> line.startsWith("$ "))
        .collect(ImmutableList.toImmutableList());
  }

  private static Run pasted(World world, String line) {
    List<String> words = Splitter.on(' ').splitToList(line);
    assertEquals(List.of("$", "scripts/reinstate"), words.subList(0, 2));
    return world
        .run(words.subList(2, words.size()).toArray(String[]::new))
        .endsWith(ExitCode.PARTIAL);
  }

  /** The first of them. */
  private static int freePorts() throws IOException {
    while (true) {
      int first;
      try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        first = any.getLocalPort();
      }
      if (IntStream.range(first, first + PORTS).allMatch(ReadmeReader::isFree)) {
        return first;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
