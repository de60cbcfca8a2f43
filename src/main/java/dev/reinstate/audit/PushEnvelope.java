package dev.reinstate.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Pub/Sub's own have less than twenty digits; a novel would fill the memory of what was seen. */
  private static final int LONGEST_ID = 128;

  /** Empty for what is no envelope. */
  static Optional<PushEnvelope> parse(byte[] body) {
    try {
      JsonNode message = JSON.readTree(body).path("message");
      String id = either(message, "messageId", "message_id");
      return id.isEmpty() || id.length() > LONGEST_ID
          ? Optional.empty()
          : Optional.of(new PushEnvelope(id, published(message), data(message)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("an array failed to be read", e);
    }
  }

  private static Optional<Instant> published(JsonNode message) {
    try {
      return Optional.of(Instant.parse(either(message, "publishTime", "publish_time")));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A message may consist of attributes only. */
  private static byte[] data(JsonNode message) {
    return Base64.getDecoder().decode(message.path("data").asText(""));
  }

  /** Pub/Sub writes these fields twice. */
  private static String either(JsonNode message, String name, String otherName) {
    return message.path(name).textValue() == null
        ? message.path(otherName).asText("")
        : message.path(name).textValue();
  }
}
