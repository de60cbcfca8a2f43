package dev.reinstate.sandbox.guard;

import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;

/** Lets only requests with the right user and password through. */
public final class BasicGuard implements Handler {

  private final Handler next;
  private final Challenge.Account account;

  public BasicGuard(Handler next, Challenge.Account account) {
    this.next = next;
    this.account = account;
  }

  @Override
  public Reply handle(Call call) throws RefusedException, IOException {
    if (call.target().endpoint() != Endpoint.DOWNLOAD && !BasicCredentials.match(call, account)) {
      throw BasicCredentials.refusal();
    }
    return next.handle(call);
  }
}
