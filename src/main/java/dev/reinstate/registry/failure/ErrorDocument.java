package dev.reinstate.registry.failure;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import dev.reinstate.json.JsonReader;
import dev.reinstate.json.JsonValue;
import dev.reinstate.json.JsonWriter;
import java.io.IOException;

/**
 * The error document of a registry, {@code {"errors":[{"code","message","detail"}]}}, or of an API
 * of Google, {@code {"error":{"status","message"}}}.
 *
 * <p>Sources: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
 * and https://cloud.google.com/apis/design/errors#http_mapping
 */
public final class ErrorDocument {

  private static final int SHOWN = 300;

  private ErrorDocument() {}

  /** The errors in it; empty when it is no such document. */
  public static ImmutableList<RegistryError> read(byte[] body) throws IOException {
    JsonValue document = JsonReader.read(body);
    ImmutableList.Builder<RegistryError> errors = ImmutableList.builder();
    for (JsonValue error : document.get("errors").all()) {
      errors.add(
          new RegistryError(
              printable(error.get("code")),
              printable(error.get("message")),
              JsonWriter.text(error.get("detail"))));
    }
    JsonValue error = document.get("error");
    if (!error.get("status").isMissing()) {
      errors.add(
          new RegistryError(printable(error.get("status")), printable(error.get("message")), ""));
    }
    return errors.build();
  }

  private static String printable(JsonValue said) {
    return Ascii.truncate(CharMatcher.javaIsoControl().replaceFrom(said.text(""), ' '), SHOWN, "…");
  }
}
