package dev.reinstate.registry.wire;

import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.registry.address.PermanentException;
import java.io.IOException;

/** Keeps requests in plain HTTP from every host that is not known to speak it, whoever named it. */
public final class PlainGuard implements Exchange {

  private final Exchange next;
  private final PlainHosts plainHosts;

  public PlainGuard(Exchange next, PlainHosts plainHosts) {
    this.next = next;
    this.plainHosts = plainHosts;
  }

  @Override
  public Response send(Request request) throws IOException {
    if (!Origin.of(request.uri()).isOpenTo(plainHosts)) {
      throw new PermanentException("refused to leave TLS for " + request.uri().getRawAuthority());
    }
    return next.send(request);
  }
}
