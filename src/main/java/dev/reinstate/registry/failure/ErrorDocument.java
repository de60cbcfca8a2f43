package dev.reinstate.registry.failure;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
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
    JrsValue document = Json.read(body);
    ImmutableList.Builder<RegistryError> errors = ImmutableList.builder();
    for (JrsValue error : JsonValues.all(document.path("errors"))) {
      errors.add(
          new RegistryError(
              printable(error.path("code")),
              printable(error.path("message")),
              Json.text(error.path("detail"))));
    }
    JrsValue error = document.path("error");
    if (!error.path("status").isMissingNode()) {
      errors.add(
          new RegistryError(printable(error.path("status")), printable(error.path("message")), ""));
    }
    return errors.build();
  }

  private static String printable(JrsValue said) {
    return Ascii.truncate(
        CharMatcher.javaIsoControl().replaceFrom(JsonValues.text(said), ' '), SHOWN, "…");
  }
}
