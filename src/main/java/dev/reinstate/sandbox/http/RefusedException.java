package dev.reinstate.sandbox.http;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.json.Json;

/** A request that is answered with an error in the form of the spec's "Error Codes". */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Reply reply;

  public RefusedException(int status, String code, String message) {
    this(status, code, message, ImmutableList.of());
  }

  /** One error for each detail, which is an object of strings, or a single one without any. */
  public RefusedException(
      int status,
      String code,
      String message,
      ImmutableList<ImmutableMap<String, String>> details) {
    super(code + ": " + message);
    ImmutableList<ImmutableMap<String, String>> each =
        details.isEmpty() ? ImmutableList.of(ImmutableMap.of()) : details;
    this.reply =
        Reply.ofJson(
            status,
            json ->
                Json.writeObjects(
                    json,
                    "errors",
                    each,
                    (error, detail) -> {
                      error.writeStringField("code", code);
                      error.writeStringField("message", message);
                      if (!detail.isEmpty()) {
                        Json.writeObject(error, "detail", it -> Json.writeAll(it, detail));
                      }
                    }));
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
}
