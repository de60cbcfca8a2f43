package dev.reinstate.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.io.IOException;

/**
 * The error document of a registry, {@code {"errors":[{"code","message","detail"}]}}, or of an API
 * of Google, {@code {"error":{"status","message"}}}.
 *
 * <p>Sources: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
 * and https://cloud.google.com/apis/design/errors#http_mapping
 */
final class ErrorDocument {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN = 300;

  private ErrorDocument() {}

  /** The errors in it; empty when it is no such document. */
  static ImmutableList<RegistryError> read(byte[] body) throws IOException {
    JsonNode document = JSON.readTree(body);
    if (document == null) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<RegistryError> errors = ImmutableList.builder();
    for (JsonNode error : document.path("errors")) {
      errors.add(
          new RegistryError(
              printable(error.path("code").asText()),
              printable(error.path("message").asText()),
              error.path("detail").isMissingNode() ? "" : error.path("detail").toString()));
    }
    JsonNode status = document.path("error").path("status");
    if (!status.isMissingNode()) {
      String message = document.path("error").path("message").asText();
      errors.add(new RegistryError(printable(status.asText()), printable(message), ""));
    }
    return errors.build();
  }

  private static String printable(String text) {
    return Ascii.truncate(CharMatcher.javaIsoControl().replaceFrom(text, ' '), SHOWN, "…");
  }
}
