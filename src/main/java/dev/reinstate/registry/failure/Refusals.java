package dev.reinstate.registry.failure;

import com.google.common.collect.ImmutableList;
import dev.reinstate.registry.address.RedactedUrl;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Makes {@link RegistryException}s whose message a person can act on. */
public final class Refusals {

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

  /** For a request without a response, or with one that cannot be right. */
  public static RegistryException of(Request request, IOException cause) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new RegistryException(
        describe(request) + " failed: " + reason,
        request.repository(),
        OptionalInt.empty(),
        ImmutableList.of(),
        cause);
  }

  private static ImmutableList<RegistryError> errors(Response response) {
    try {
      return ErrorDocument.read(response.body().readNBytes(Response.ERROR_BYTES));
    } catch (IOException e) {
      // The status is worth more than the rest of a broken body.
      return ImmutableList.of();
    }
  }

  private static String describe(Request request) {
    return request.method() + " " + RedactedUrl.of(request.uri()) + " for " + request.repository();
  }
}
