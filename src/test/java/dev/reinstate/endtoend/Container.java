package dev.reinstate.endtoend;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A container of a job configuration that runs our image. */
record Container(JsonNode node) {

  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
  private static final Pattern ENTRYPOINT =
      Pattern.compile("^ENTRYPOINT (\\[.*])$", Pattern.MULTILINE);

  /** The only container of a pod. */
  static Container onlyOneOf(JsonNode podSpec) {
    JsonNode containers = podSpec.at("/containers");
    if (containers.size() != 1) {
      throw new AssertionError("not one container: " + containers);
    }
    return new Container(containers.get(0));
  }

  /** All documents of a YAML file. */
  static ImmutableList<JsonNode> documents(Path file) throws IOException {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      return ImmutableList.copyOf(documents.readAll());
    }
  }

  /** What the Dockerfile starts, in exec form. */
  static ImmutableList<String> entrypoint() throws IOException {
    Matcher line = ENTRYPOINT.matcher(Files.readString(Path.of("Dockerfile")));
    if (!line.find()) {
      throw new AssertionError("the Dockerfile has no ENTRYPOINT in exec form");
    }
    return strings(YAML.readTree(line.group(1)));
  }

  static ImmutableList<String> strings(JsonNode array) {
    return Streams.stream(array).map(JsonNode::textValue).collect(ImmutableList.toImmutableList());
  }

  String image() {
    return node.path("image").asText();
  }

  ImmutableList<String> command() {
    return strings(node.path("command"));
  }

  ParsedCommand parsed() {
    return ParsedCommand.of(strings(node.path("args")));
  }
}
