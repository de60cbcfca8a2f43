package dev.reinstate.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A job of {@code job-config/}.
 *
 * @param kind presubmits, postsubmits or periodics
 * @see <a href="https://docs.prow.k8s.io/docs/jobs/">ProwJobs</a>
 */
record ProwJob(String kind, JsonNode node) {

  private static final ImmutableSet<String> KINDS =
      ImmutableSet.of("presubmits", "postsubmits", "periodics");

  /** The jobs of all files; a file with anything else in it is a mistake. */
  static ImmutableList<ProwJob> all() throws IOException {
    ImmutableList.Builder<ProwJob> jobs = ImmutableList.builder();
    try (Stream<Path> files = Files.list(Path.of("job-config"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        for (JsonNode document : Container.documents(file)) {
          document.properties().forEach(section -> jobs.addAll(jobs(file, section)));
        }
      }
    }
    return jobs.build();
  }

  private static List<ProwJob> jobs(Path file, Map.Entry<String, JsonNode> section) {
    if (!KINDS.contains(section.getKey())) {
      throw new AssertionError(file + ": Prow knows no '" + section.getKey() + "'");
    }
    Stream<JsonNode> lists =
        section.getValue().isArray()
            ? Stream.of(section.getValue())
            : Streams.stream(section.getValue());
    return lists.flatMap(Streams::stream).map(job -> new ProwJob(section.getKey(), job)).toList();
  }

  String name() {
    return text("/name");
  }

  /** Empty when there is none. */
  String text(String pointer) {
    return node.at(pointer).asText();
  }

  Duration duration(String pointer) {
    return Duration.parse("PT" + text(pointer).toUpperCase(Locale.ROOT));
  }

  boolean isPeriodic() {
    return kind.equals("periodics");
  }

  boolean isPresubmit() {
    return kind.equals("presubmits");
  }

  Container container() {
    return Container.onlyOneOf(node.path("spec"));
  }

  ParsedCommand command() {
    return container().parsed();
  }

  @Override
  public String toString() {
    return name();
  }
}
