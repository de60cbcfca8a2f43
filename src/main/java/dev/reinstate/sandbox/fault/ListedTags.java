package dev.reinstate.sandbox.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** The tags that an answer to {@code tags/list} shows, of the spec's form or Google's. */
final class ListedTags {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ListedTags() {}

  /** The same answer with so many of them; anything but a listing as it is. */
  static Reply cut(Reply reply, int shown) throws IOException {
    if (reply.status() != 200 || !(JSON.readTree(reply.body()) instanceof ObjectNode body)) {
      return reply;
    }
    Set<String> kept = new HashSet<>();
    body.path("tags")
        .forEach(
            tag -> {
              if (kept.size() < shown) {
                kept.add(tag.asText());
              }
            });
    keep(body.path("tags"), kept);
    body.path("manifest").forEach(image -> keep(image.path("tag"), kept));
    return reply.withBytes(JSON.writeValueAsBytes(body));
  }

  private static void keep(JsonNode tags, Set<String> kept) {
    if (tags instanceof ArrayNode array) {
      for (int i = array.size() - 1; i >= 0; i--) {
        if (!kept.contains(array.get(i).asText())) {
          array.remove(i);
        }
      }
    }
  }
}
