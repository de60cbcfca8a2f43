package dev.reinstate.registry;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A web server that answers as a test says and remembers what it was asked. */
public final class LoopbackServer implements AutoCloseable {

  /**
   * What it was asked.
   *
   * @param line method, path and query
   * @param authorization empty when there was none
   */
  public record Asked(String line, String authorization, String body) {}

  /** What it answers. */
  public record Answer(int status, ImmutableMap<String, String> headers, String body) {

    public static Answer of(int status) {
      return new Answer(status, ImmutableMap.of(), "");
    }

    public static Answer ok(String body) {
      return new Answer(200, ImmutableMap.of("Content-Type", "application/json"), body);
    }

    public static Answer to(int status, String location) {
      return new Answer(status, ImmutableMap.of("Location", location), "");
    }

    public static Answer challenge(String challenge) {
      return new Answer(401, ImmutableMap.of("WWW-Authenticate", challenge), "");
    }
  }

  private final Wire wire;
  private final HttpServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private LoopbackServer(Wire wire, HttpServer server) {
    this.wire = wire;
    this.server = server;
  }

  public static LoopbackServer start(Function<Asked, Answer> script) throws IOException {
    return start(Wire.PLAIN, script);
  }

  public static LoopbackServer start(Wire wire, Function<Asked, Answer> script) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer http = create(wire, address);
    LoopbackServer server = new LoopbackServer(wire, http);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", exchange -> server.answer(exchange, script));
    http.start();
    return server;
  }

  private static HttpServer create(Wire wire, InetSocketAddress address) throws IOException {
    if (wire.server().isEmpty()) {
      return HttpServer.create(address, 0);
    }
    HttpsServer https = HttpsServer.create(address, 0);
    https.setHttpsConfigurator(new HttpsConfigurator(wire.server().get()));
    return https;
  }

  /** Its host with the scheme. */
  public String origin() {
    return wire.scheme() + "://" + host();
  }

  /** {@link #otherName()} with the scheme. */
  public String otherOrigin() {
    return wire.scheme() + "://" + otherName();
  }

  public String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** The same server by another host name, which is another origin. */
  public String otherName() {
    return "localhost:" + server.getAddress().getPort();
  }

  public ImmutableList<Asked> asked() {
    return ImmutableList.copyOf(asked);
  }

  public ImmutableList<String> lines() {
    return asked.stream().map(Asked::line).collect(toImmutableList());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange, Function<Asked, Answer> script) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      Asked request =
          new Asked(
              exchange.getRequestMethod() + " " + exchange.getRequestURI(),
              authorization == null ? "" : authorization,
              new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      asked.add(request);
      Answer answer = script.apply(request);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = answer.body().getBytes(UTF_8);
      boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : body.length);
      if (!bodiless) {
        exchange.getResponseBody().write(body);
      }
    }
  }
}
