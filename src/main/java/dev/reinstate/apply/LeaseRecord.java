package dev.reinstate.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What a lease says.
 *
 * @param holder for a human
 * @param expires from then on anybody may take it
 */
record LeaseRecord(String holder, Instant expires) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * {@link IOException} for anything that is not a lease, so that no other file is ever taken for
   * one.
   */
  static LeaseRecord parse(String content, LeaseStore store) throws IOException {
    try {
      JsonNode node = JSON.readTree(content);
      return new LeaseRecord(
          node.path("holder").asText(), Instant.parse(node.path("expires").asText()));
    } catch (IOException | DateTimeException e) {
      throw new IOException(store + " is not a lease; name another place with --lease", e);
    }
  }

  String toJson() {
    return JSON.createObjectNode()
        .put("holder", holder)
        .put("expires", expires.toString())
        .toPrettyString();
  }
}
