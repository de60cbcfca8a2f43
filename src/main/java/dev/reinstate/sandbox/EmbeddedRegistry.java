package dev.reinstate.sandbox;

import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.fault.Failing;
import dev.reinstate.sandbox.fault.Faults;
import dev.reinstate.sandbox.fault.Latency;
import dev.reinstate.sandbox.guard.BasicCredentials;
import dev.reinstate.sandbox.guard.BearerGuard;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.guard.Tokens;
import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Listener;
import dev.reinstate.sandbox.http.RequestCounts;
import dev.reinstate.sandbox.http.Transport;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** A running registry that listens on the loopback interface until it is closed. */
public final class EmbeddedRegistry implements AutoCloseable {

  private final String scheme;
  private final Listener listener;
  private final RegistryContents contents;
  private final RequestCounts counts = new RequestCounts();
  private final Latency latency = new Latency();
  private final Faults faults = new Faults();

  private EmbeddedRegistry(EmbeddedRegistryOptions options, UnaryOperator<Exchange> admission)
      throws IOException {
    this.contents = new RegistryContents(options.clock(), options.has(Feature.LASTING_TAGS));
    this.scheme = options.tls().isPresent() ? "https" : "http";
    this.listener =
        new Listener(
            options.port(),
            options.tls(),
            host -> new Transport(exchange(options, admission, host)));
  }

  /**
   * Starts an empty registry.
   *
   * @throws IOException when the port is taken
   */
  public static EmbeddedRegistry start(EmbeddedRegistryOptions options) throws IOException {
    return start(options, UnaryOperator.identity());
  }

  /**
   * The same behind what may refuse any request, tokens included.
   *
   * @throws IOException when the port is taken
   */
  public static EmbeddedRegistry start(
      EmbeddedRegistryOptions options, UnaryOperator<Exchange> admission) throws IOException {
    return new EmbeddedRegistry(options, admission);
  }

  private Exchange exchange(
      EmbeddedRegistryOptions options, UnaryOperator<Exchange> admission, String host) {
    String origin = options.has(Feature.ABSOLUTE_LOCATIONS) ? origin(host) : "";
    Handler endpoints = new Endpoints(contents, options, origin);
    Exchange answers = Exchange.of(guard(endpoints, options, host));
    Exchange failing = new Failing(answers, faults);
    Exchange limited =
        options.quota().map(quota -> quota.before(failing, options.clock())).orElse(failing);
    return counts.counting(latency.before(admission.apply(limited)));
  }

  private String origin(String host) {
    return scheme + "://" + host;
  }

  private Handler guard(Handler next, EmbeddedRegistryOptions options, String host) {
    return switch (options.challenge()) {
      case Challenge.None none -> next;
      case Challenge.Basic basic -> BasicCredentials.guard(next, basic.account());
      case Challenge.Bearer bearer ->
          new BearerGuard(next, new Tokens(bearer, options.clock()), origin(host), host);
    };
  }

  /** {@code 127.0.0.1:PORT}. */
  public String host() {
    return listener.host();
  }

  /** {@code http://127.0.0.1:PORT}, or {@code https}. */
  public String origin() {
    return origin(host());
  }

  public RegistryContents contents() {
    return contents;
  }

  public RequestCounts counts() {
    return counts;
  }

  public Latency latency() {
    return latency;
  }

  public Faults faults() {
    return faults;
  }

  /** Ends every connection; waits until no request is being handled. */
  @Override
  public void close() throws IOException {
    listener.close();
  }
}
