package dev.reinstate.manifest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.YamlNode.ScalarType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads one YAML document into located nodes. Aliases are refused, depth is bounded, so that memory
 * is bounded by the size of the file.
 */
final class YamlReader {

  /** A manifest needs six levels. */
  private static final int MAX_DEPTH = 16;

  private static final YAMLFactory YAML =
      YAMLFactory.builder().loaderOptions(loaderOptions()).build();

  private final String file;
  private final Problems problems;

  YamlReader(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** SnakeYAML stops at 3 MiB by itself; the largest manifest of today is at 95% of that. */
  private static LoaderOptions loaderOptions() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(TextFile.MAX_BYTES);
    return options;
  }

  /** The document, null when there are only comments; empty when a problem was reported. */
  Optional<YamlNode> read(String text) {
    try (JsonParser parser = YAML.createParser(text)) {
      if (parser.nextToken() == null) {
        return Optional.of(new YamlNode.Scalar(new Location(file, 1, 1), ScalarType.NULL, ""));
      }
      YamlNode root = node(parser, 1);
      if (parser.nextToken() != null) {
        throw failure(parser, "a second YAML document begins here; keep one in a file");
      }
      return Optional.of(root);
    } catch (JacksonException e) {
      report(e);
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("a string failed to be read", e);
    }
  }

  private YamlNode node(JsonParser parser, int depth) throws IOException {
    refuseAlias(parser);
    if (depth > MAX_DEPTH) {
      throw failure(parser, "nested too deeply for a manifest");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(parser, depth);
      case START_ARRAY -> sequence(parser, depth);
      case VALUE_STRING -> string(parser);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          scalar(parser, ScalarType.NUMBER, parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> scalar(parser, ScalarType.BOOLEAN, parser.getText());
      case VALUE_NULL -> scalar(parser, ScalarType.NULL, "");
      default -> throw failure(parser, "this kind of value has no place in a manifest");
    };
  }

  private YamlNode mapping(JsonParser parser, int depth) throws IOException {
    Location start = location(parser.currentTokenLocation());
    ImmutableList.Builder<YamlNode.Entry> entries = ImmutableList.builder();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      refuseAlias(parser);
      Location location = location(parser.currentTokenLocation());
      String key = parser.currentName();
      parser.nextToken();
      entries.add(new YamlNode.Entry(location, key, node(parser, depth + 1)));
    }
    return new YamlNode.Mapping(start, entries.build());
  }

  private YamlNode sequence(JsonParser parser, int depth) throws IOException {
    Location start = location(parser.currentTokenLocation());
    ImmutableList.Builder<YamlNode> items = ImmutableList.builder();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(parser, depth + 1));
    }
    return new YamlNode.Sequence(start, items.build());
  }

  /** Jackson does not tell a missing value from an empty string; neither means anything here. */
  private YamlNode string(JsonParser parser) throws IOException {
    String text = parser.getText();
    return scalar(parser, text.isEmpty() ? ScalarType.NULL : ScalarType.STRING, text);
  }

  private YamlNode scalar(JsonParser parser, ScalarType type, String text) {
    return new YamlNode.Scalar(location(parser.currentTokenLocation()), type, text);
  }

  private static void refuseAlias(JsonParser parser) throws JsonParseException {
    if (((YAMLParser) parser).isCurrentAlias()) {
      throw failure(parser, "aliases are not read; write the value out");
    }
  }

  private static JsonParseException failure(JsonParser parser, String message) {
    return new JsonParseException(parser, message, parser.currentTokenLocation());
  }

  private void report(JacksonException e) {
    if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
      Mark mark = yaml.getProblemMark();
      problems.add(
          new Location(file, mark.getLine() + 1, mark.getColumn() + 1),
          "not YAML: " + yaml.getProblem());
      return;
    }
    problems.add(location(e.getLocation()), "not read: " + e.getOriginalMessage());
  }

  private Location location(JsonLocation location) {
    return location == null
        ? Location.ofFile(file)
        : new Location(file, location.getLineNr(), location.getColumnNr());
  }
}
