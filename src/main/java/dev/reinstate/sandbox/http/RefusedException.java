package dev.reinstate.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;

/** A request that is answered with an error in the form of the spec's "Error Codes". */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final transient Reply reply;

  public RefusedException(int status, String code, String message) {
    this(status, code, message, ImmutableList.of());
  }

  /** One error for each detail, or a single one without any. */
  public RefusedException(
      int status, String code, String message, ImmutableList<? extends JsonNode> details) {
    super(code + ": " + message);
    this.reply = Reply.of(status).withBody("application/json", body(code, message, details));
  }

  private RefusedException(String message, Reply reply) {
    super(message);
    this.reply = reply;
  }

  public RefusedException with(String header, String value) {
    return new RefusedException(getMessage(), reply.with(header, value));
  }

  public Reply reply() {
    return reply;
  }

  private static byte[] body(
      String code, String message, ImmutableList<? extends JsonNode> details) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode errors = body.putArray("errors");
    if (details.isEmpty()) {
      errors.addObject().put("code", code).put("message", message);
    }
    for (JsonNode detail : details) {
      errors.addObject().put("code", code).put("message", message).set("detail", detail);
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
