package dev.reinstate.sandbox.answer;

import com.google.common.collect.ImmutableTable;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import dev.reinstate.sandbox.http.Target;
import java.io.IOException;
import java.util.Map;

/** Finds the handler of a request's endpoint and method. */
public final class Routing implements Handler {

  private final ImmutableTable<Endpoint, String, Handler> handlers;

  public Routing(ImmutableTable<Endpoint, String, Handler> handlers) {
    this.handlers = handlers;
  }

  @Override
  public Reply handle(Call call) throws RefusedException, IOException {
    Target target = call.target();
    Map<String, Handler> methods = handlers.row(target.endpoint());
    if (methods.isEmpty()) {
      throw new RefusedException(404, "UNSUPPORTED", "there is nothing at this URL");
    }
    Handler handler = methods.get(target.method());
    if (handler == null) {
      throw new RefusedException(405, "UNSUPPORTED", target.method() + " is not allowed here")
          .with("Allow", String.join(", ", methods.keySet()));
    }
    if (!target.repository().isEmpty() && !Names.isRepository(target.repository())) {
      throw new RefusedException(400, "NAME_INVALID", "invalid repository name");
    }
    return handler.handle(call);
  }
}
