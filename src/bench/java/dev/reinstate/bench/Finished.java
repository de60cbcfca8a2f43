package dev.reinstate.bench;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that has ended.
 *
 * @param out the file with its standard output
 * @param err the file with its standard error
 */
record Finished(int exit, Cost cost, Path out, Path err) {

  /** The last line of its standard output; empty when there is none. */
  String lastLine() throws IOException {
    return Iterables.getLast(lines(out), "");
  }

  /** Of its standard output. */
  Stream<String> lines() throws IOException {
    return lines(out).stream();
  }

  /** How it failed, for a human. */
  String complaint() throws IOException {
    return "exit code " + exit + ": " + Iterables.getLast(lines(err), "no message");
  }

  private static List<String> lines(Path file) throws IOException {
    // Programs under test may write whatever they like.
    return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
  }
}
