package dev.reinstate.sandbox;

import java.io.IOException;

/** Lets only requests with the right user and password through. */
final class BasicGuard implements Handler {

  private final Handler next;
  private final Challenge.Account account;

  BasicGuard(Handler next, Challenge.Account account) {
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
