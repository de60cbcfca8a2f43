package dev.reinstate.audit.http;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each request to what answers its path. */
public final class Routes implements HttpAnswering {

  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

  /**
   * What answers a path.
   *
   * @param methods the ones it understands
   */
  public record Route(ImmutableSet<String> methods, HttpAnswering answering) {

    public static Route reading(HttpAnswering answering) {
      return new Route(ImmutableSet.of("GET", "HEAD"), answering);
    }

    public static Route posting(HttpAnswering answering) {
      return new Route(ImmutableSet.of("POST"), answering);
    }
  }

  private final ImmutableMap<String, Route> byPath;

  public Routes(ImmutableMap<String, Route> byPath) {
    this.byPath = byPath;
  }

  @Override
  public HttpAnswer answer(HttpCall call) throws IOException {
    Route route = byPath.get(call.path());
    if (route == null) {
      return HttpAnswer.says(
          HttpStatus.SC_NOT_FOUND, "there are " + String.join(", ", byPath.keySet()));
    }
    if (!route.methods().contains(call.method())) {
      return HttpAnswer.says(
              HttpStatus.SC_METHOD_NOT_ALLOWED, "use " + String.join(", ", route.methods()))
          .with(HttpHeaders.ALLOW, String.join(", ", route.methods()));
    }
    try {
      return route.answering().answer(call);
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", call.method(), call.path(), e);
      return HttpAnswer.says(HttpStatus.SC_INTERNAL_SERVER_ERROR, "this is a fault of ours");
    }
  }
}
