package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.endtoend.RandomWorld.Wanted;
import dev.reinstate.stream.FailingSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Where a run writes what it has to say: some of it on disks that are full, at random.
 *
 * @param full the files among the artifacts that do not fit
 */
record Sinks(FailingSink out, FailingSink err, Path artifacts, ImmutableSet<String> full)
    implements AutoCloseable {

  private static final ImmutableList<String> REPORTS =
      ImmutableList.of(
          "plan.json", "result.json", "junit_reinstate.xml", "metadata.json", "report.html");

  Sinks(Path artifacts, Random random) throws IOException {
    this(new FailingSink(), new FailingSink(), artifacts, fill(artifacts, random));
    Stream.of(out, err)
        .filter(sink -> random.nextBoolean())
        .forEach(sink -> sink.failAtRandom(new Random(random.nextLong()), 0.3));
  }

  /** Lets some of the files grow on a device that is always full. */
  private static ImmutableSet<String> fill(Path artifacts, Random random) throws IOException {
    Files.createDirectories(artifacts);
    ImmutableSet.Builder<String> full = ImmutableSet.builder();
    for (String name : REPORTS) {
      if (random.nextInt(8) == 0) {
        full.add(name);
        Files.createSymbolicLink(artifacts.resolve("." + name + ".growing"), Path.of("/dev/full"));
      }
    }
    return full.build();
  }

  /** Fails unless whatever is not whole is missing or said to be cut off. */
  void assertHonest(ExitCode code, ImmutableSet<Wanted> lacking) throws IOException {
    Run run = new Run(code, out.text(), err.text());
    if (out.failures() == 0 && full.isEmpty()) {
      Leftovers.assertNamed(lacking, run);
    } else {
      run.endsWith(ExitCode.UNEXPECTED);
    }
    if (err.failures() == 0) {
      assertEquals(
          out.failures() > 0, run.err().contains("cannot write to standard output: "), run.err());
      full.forEach(name -> assertTrue(run.err().contains(artifacts.resolve(name) + ": No space")));
    }
    for (String name : REPORTS) {
      assertEquals(!full.contains(name), Files.exists(artifacts.resolve(name)), name);
      assertFalse(Files.exists(artifacts.resolve("." + name + ".growing")), name);
      if (name.endsWith(".json") && !full.contains(name)) {
        assertTrue(new JsonMapper().readTree(artifacts.resolve(name).toFile()).isObject(), name);
      }
    }
  }

  @Override
  public void close() throws IOException {
    MoreFiles.deleteRecursively(artifacts, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
