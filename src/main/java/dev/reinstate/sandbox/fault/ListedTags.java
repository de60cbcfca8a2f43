package dev.reinstate.sandbox.fault;

import com.fasterxml.jackson.jr.stree.JrsArray;
import com.fasterxml.jackson.jr.stree.JrsObject;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tags that an answer to {@code tags/list} shows, of the spec's form or Google's. */
final class ListedTags {

  private final ImmutableSet<String> kept;

  private ListedTags(ImmutableSet<String> kept) {
    this.kept = kept;
  }

  /** The same answer with so many of them; anything but a listing as it is. */
  static Reply cut(Reply reply, int shown) throws IOException {
    if (reply.status() != 200 || !(Json.read(reply.body()) instanceof JrsObject body)) {
      return reply;
    }
    ListedTags tags =
        new ListedTags(
            JsonValues.all(body.path("tags")).stream()
                .map(JsonValues::text)
                .distinct()
                .limit(shown)
                .collect(ImmutableSet.toImmutableSet()));
    return reply.withBytes(Json.text(tags.cut(body)).getBytes(StandardCharsets.UTF_8));
  }

  /** The value, with the tags in it and below it that are kept. */
  private JrsValue cut(JrsValue value) {
    if (!value.isObject()) {
      return value;
    }
    Map<String, JrsValue> members = new LinkedHashMap<>();
    for (Map.Entry<String, JrsValue> member : JsonValues.members(value)) {
      boolean tags = member.getKey().equals("tags") || member.getKey().equals("tag");
      members.put(
          member.getKey(),
          tags && member.getValue().isArray() ? kept(member.getValue()) : cut(member.getValue()));
    }
    return new JrsObject(members);
  }

  private JrsValue kept(JrsValue tags) {
    return new JrsArray(
        JsonValues.all(tags).stream().filter(tag -> kept.contains(JsonValues.text(tag))).toList());
  }
}
