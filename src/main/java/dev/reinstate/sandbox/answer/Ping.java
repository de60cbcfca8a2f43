package dev.reinstate.sandbox.answer;

import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Reply;
import java.nio.charset.StandardCharsets;

/** {@code /v2/}: the spec, "Determining Support". */
public final class Ping implements Handler {

  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);

  @Override
  public Reply handle(Call call) {
    return Reply.of(200)
        .with("Docker-Distribution-API-Version", "registry/2.0")
        .withBody("application/json", EMPTY_OBJECT);
  }
}
