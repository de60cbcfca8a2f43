package dev.reinstate.sandbox.guard;

import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Compares an {@code Authorization} header with an account (RFC 7617). */
public final class BasicCredentials {

  private BasicCredentials() {}

  /** Lets only requests with the right user and password through. */
  public static Handler guard(Handler next, Challenge.Account account) {
    return call -> {
      if (call.target().endpoint() != Endpoint.DOWNLOAD && !match(call, account)) {
        throw refusal();
      }
      return next.handle(call);
    };
  }

  static boolean match(Call call, Challenge.Account account) {
    String pair = account.user() + ":" + account.password();
    String expected =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return call.header("authorization").filter(expected::equals).isPresent();
  }

  static RefusedException refusal() {
    return new RefusedException(401, "UNAUTHORIZED", "user and password, please")
        .with("WWW-Authenticate", "Basic realm=\"sandbox\"");
  }
}
