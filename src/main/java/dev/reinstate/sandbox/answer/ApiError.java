package dev.reinstate.sandbox.answer;

import dev.reinstate.sandbox.http.Reply;

/** An error of Google's APIs: https://cloud.google.com/apis/design/errors#http_mapping */
public final class ApiError {

  private ApiError() {}

  /**
   * Says it.
   *
   * @param code such as {@code NOT_FOUND}
   */
  public static Reply reply(int status, String code, String message) {
    return Reply.ofJson(
        status,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeNumberField("code", status);
          json.writeStringField("message", message);
          json.writeStringField("status", code);
          json.writeEndObject();
        });
  }
}
