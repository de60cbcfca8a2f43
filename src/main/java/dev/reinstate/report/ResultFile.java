package dev.reinstate.report;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A {@code result.json} or {@code plan.json} of one run. */
public final class ResultFile {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String CONFIRMED = "confirmed";

  private final Path path;
  private final JsonNode json;

  private ResultFile(Path path, JsonNode json) {
    this.path = path;
    this.json = json;
  }

  /**
   * Reads it whole.
   *
   * @throws IOException with a message for users when the file cannot be read or is something else
   */
  public static ResultFile read(Path path) throws IOException {
    JsonNode json;
    try {
      json = MAPPER.readTree(path.toFile());
    } catch (JacksonException e) {
      throw new IOException(path + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IOException(path + " cannot be read: " + e, e);
    }
    if (json.path("version").asInt() != PlanJson.VERSION || !json.path("actions").isArray()) {
      throw new IOException(
          path + " is not a result.json or plan.json of version " + PlanJson.VERSION);
    }
    return new ResultFile(path, json);
  }

  Path path() {
    return path;
  }

  /** {@code index/count}; empty for a run that was not divided. */
  Optional<String> shard() {
    return Optional.ofNullable(json.get("shard")).map(JsonNode::asText);
  }

  JsonNode get(String field) {
    return json.path(field);
  }

  ImmutableList<JsonNode> all(String field) {
    return Streams.stream(json.path(field)).collect(ImmutableList.toImmutableList());
  }

  boolean refused() {
    return confirmed() && json.has("gateRefused");
  }

  /** Whether anything was not done that the run was to do, or not as it ought to be afterwards. */
  boolean unfinished() {
    JsonNode verified = json.path("verified");
    boolean notDone =
        all("outcomes").stream()
            .anyMatch(outcome -> !outcome.path("status").asText().equals("done"));
    return json.path("stopped").asBoolean()
        || (confirmed() && (notDone || !verified.path("actions").isEmpty()))
        || FindingWords.needHuman(verified.path("findings"));
  }

  boolean confirmed() {
    return json.path("mode").asText().equals(CONFIRMED);
  }
}
