package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a run left in its directory of artifacts, read as others read it. */
record LeftArtifacts(Path directory) {

  /** The last one to be written. */
  private static final String PAGE = "report.html";

  private static final ImmutableSet<String> ALL =
      ImmutableSet.of(PAGE, "junit_reinstate.xml", "metadata.json", "plan.json", "result.json");

  /** Waits until they are there, however the run goes on; the directory must exist. */
  void await() throws IOException, InterruptedException {
    try (WatchService changes = directory.getFileSystem().newWatchService()) {
      directory.register(changes, StandardWatchEventKinds.ENTRY_CREATE);
      while (!Files.exists(directory.resolve(PAGE))) {
        var change = changes.poll(60, TimeUnit.SECONDS);
        assertTrue(change != null, "no " + PAGE + " within a minute");
        change.pollEvents();
        change.reset();
      }
    }
  }

  /**
   * All of them, each whole, each saying that the run was stopped. Beside them there may be one
   * that was growing when the run was killed, under a name that nobody reads.
   */
  void assertOfAStoppedRun() throws Exception {
    assertEquals(ALL, names());
    assertTrue(json("result.json").get("stopped").asBoolean());
    assertTrue(
        json("metadata.json").get("verdict").asText().contains("stopped before its end"),
        json("metadata.json").toString());
    assertEquals(json("plan.json").get("planId"), json("result.json").get("planId"));
    assertTrue(failures() > 0, "a JUnit report without a failure");
    String page = Files.readString(directory.resolve(PAGE));
    assertTrue(page.contains("stopped before its end"), page);
    assertTrue(page.stripTrailing().endsWith("</html>"), page);
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.matches("\\..*\\.growing"))
          .collect(Collectors.toSet());
    }
  }

  JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(directory.resolve(name).toFile());
  }

  /** How many test cases of the JUnit report failed, by the counts of its suites. */
  private int failures() throws Exception {
    NodeList suites =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(directory.resolve("junit_reinstate.xml").toFile())
            .getElementsByTagName("testsuite");
    int failures = 0;
    for (int i = 0; i < suites.getLength(); i++) {
      failures += Integer.parseInt(((Element) suites.item(i)).getAttribute("failures"));
    }
    return failures;
  }
}
