package dev.reinstate.apply;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What a lease says.
 *
 * @param expires from then on anybody may take it
 */
record LeaseRecord(LeaseHolder holder, Instant expires) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOLDER = "holder";
  private static final String RUN = "run";
  private static final String EXPIRES = "expires";

  /**
   * {@link IOException} for anything that is not a lease, so that no other file is ever taken for
   * one.
   */
  static LeaseRecord parse(String content, LeaseStore store) throws IOException {
    try {
      JsonNode node = JSON.readTree(content);
      if (!node.path(HOLDER).isTextual() || !node.path(RUN).isTextual()) {
        throw notALease(store, null);
      }
      return new LeaseRecord(
          new LeaseHolder(node.get(HOLDER).asText(), node.get(RUN).asText()),
          Instant.parse(node.path(EXPIRES).asText()));
    } catch (JacksonException | DateTimeException e) {
      throw notALease(store, e);
    }
  }

  private static IOException notALease(LeaseStore store, Exception cause) {
    return new IOException(store + " is not a lease; name another place with --lease", cause);
  }

  String toJson() {
    return JSON.createObjectNode()
        .put(HOLDER, holder.name())
        .put(RUN, holder.run())
        .put(EXPIRES, expires.toString())
        .toPrettyString();
  }
}
