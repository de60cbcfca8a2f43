package dev.reinstate.registry.failure;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.network.HostFaultException;
import dev.reinstate.network.ProxyException;
import dev.reinstate.registry.address.RedactedUrl;
import dev.reinstate.registry.wire.CompressedAnswer;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Makes {@link RegistryException}s whose message a person can act on. */
public final class Refusals {

  /** Of what a registry says, in characters. */
  private static final int SHOWN = 300;

  private Refusals() {}

  /** For a response that is not a success; reads its body. */
  public static RegistryException of(Request request, Response response, String advice) {
    ImmutableList<RegistryError> errors = errors(response);
    String codes = errors.stream().map(RegistryError::toString).collect(Collectors.joining(", "));
    String message =
        describe(request)
            + " answered "
            + response.status()
            + (codes.isEmpty() ? "" : " " + codes)
            + (advice.isEmpty() ? "" : "; " + advice);
    return new RegistryException(
        message, request.repository(), OptionalInt.of(response.status()), errors, null);
  }

  /**
   * For a request without a response, or with one that cannot be right. What is wrong with a host
   * or with the proxy before it is said alike for whatever was asked.
   */
  public static RegistryException of(Request request, IOException cause) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new RegistryException(
        cause instanceof HostFaultException || cause instanceof ProxyException
            ? reason
            : describe(request) + " failed: " + reason,
        request.repository(),
        OptionalInt.empty(),
        ImmutableList.of(),
        cause);
  }

  private static ImmutableList<RegistryError> errors(Response response) {
    try {
      return errors(
          CompressedAnswer.body(response, Response.ERROR_BYTES).readNBytes(Response.ERROR_BYTES));
    } catch (IOException e) {
      // The status is worth more than the rest of a broken body.
      return ImmutableList.of();
    }
  }

  /**
   * The errors in the document of a registry, {@code {"errors":[{"code","message","detail"}]}}, or
   * of an API of Google, {@code {"error":{"status","message"}}}; empty when it is no such document.
   *
   * <p>Sources: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
   * and https://cloud.google.com/apis/design/errors#http_mapping
   */
  public static ImmutableList<RegistryError> errors(byte[] body) throws IOException {
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

  private static String describe(Request request) {
    return request.method() + " " + RedactedUrl.of(request.uri()) + " for " + request.repository();
  }
}
