package dev.reinstate.audit.push;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.jr.stree.JrsValue;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A message as Pub/Sub pushes it: https://cloud.google.com/pubsub/docs/push#receive_push.
 *
 * @param published empty where the envelope does not say
 * @param data empty where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record PushEnvelope(String messageId, Optional<Instant> published, byte[] data) {

  /** Pub/Sub's own have less than twenty digits; a novel would fill the memory of what was seen. */
  private static final int LONGEST_ID = 128;

  /** {@link IllegalArgumentException} that says what is wrong with what is no envelope. */
  static PushEnvelope parse(byte[] body) {
    JrsValue message = json(body).path("message");
    if (!message.isObject()) {
      throw new IllegalArgumentException("no message envelope");
    }
    String id = either(message, "messageId", "message_id");
    if (id.isEmpty()) {
      throw new IllegalArgumentException("its message has no messageId");
    }
    if (id.length() > LONGEST_ID) {
      throw new IllegalArgumentException(
          "its messageId has " + id.length() + " characters, more than " + LONGEST_ID);
    }
    return new PushEnvelope(id, published(message), data(message));
  }

  private static JrsValue json(byte[] body) {
    if (body.length == 0) {
      throw new IllegalArgumentException("no message envelope: the body is empty");
    }
    try {
      return Json.readWhole(body);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "no message envelope: the body is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("an array failed to be read", e);
    }
  }

  private static Optional<Instant> published(JrsValue message) {
    try {
      return Optional.of(Instant.parse(either(message, "publishTime", "publish_time")));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A message may consist of attributes only. */
  private static byte[] data(JrsValue message) {
    JrsValue data = message.path("data");
    if (!JsonValues.isNothing(data) && JsonValues.string(data).isEmpty()) {
      throw new IllegalArgumentException("its message has data that is not a string");
    }
    try {
      return Base64.getDecoder().decode(JsonValues.text(data));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its message has data that is not Base64", e);
    }
  }

  /** Pub/Sub writes these fields twice. */
  private static String either(JrsValue message, String name, String otherName) {
    return JsonValues.string(message.path(name))
        .orElseGet(() -> JsonValues.text(message.path(otherName)));
  }
}
