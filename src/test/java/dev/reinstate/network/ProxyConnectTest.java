package dev.reinstate.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host that is nowhere but behind a proxy. */
@Timeout(30)
class ProxyConnectTest {

  private static final String HOST = "registry.example";
  private static final String BEHIND = HOST + ":443";

  @TempDir private Path directory;
  private TestAuthority authority;
  private TlsServer server;
  private TestProxy proxy;

  @BeforeEach
  void start() throws Exception {
    authority = TestAuthority.create("CN=test");
    server = TlsServer.start(authority.issue(HOST));
    proxy = TestProxy.start().lead(BEHIND, port(server));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    proxy.close();
  }

  private static int port(TlsServer server) {
    return URI.create("https://" + server.host()).getPort();
  }

  private Network network(String variable, String value) throws IOException {
    Path file = authority.write(directory.resolve("ca.pem"));
    return Network.of(ImmutableMap.of(variable, value))
        .withTrust(Trust.PLATFORM.withAuthorities(file.toString()));
  }

  private String get(Network network, String url, int times) throws IOException {
    String last = "";
    try (WebClient client = WebClient.open(network)) {
      for (int i = 0; i < times; i++) {
        last = get(client, url);
      }
    }
    return last;
  }

  private static String get(WebClient client, String url) throws IOException {
    URI target = URI.create(url);
    WebClient.Answer answer =
        client.send(
            new HttpUriRequestBase("GET", target),
            target,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
    try (var body = answer.body()) {
      return answer.status() + " " + new String(body.readAllBytes(), UTF_8);
    }
  }

  private IOException failure(Network network) {
    return assertThrows(IOException.class, () -> get(network, "https://" + HOST + "/v2/", 1));
  }

  @Test
  void oneTunnelIsMadeForManyRequests() throws Exception {
    String said = get(network("HTTPS_PROXY", proxy.url()), "https://" + HOST + "/v2/", 3);
    assertTrue(said.startsWith("200 "), said);
    assertEquals(ImmutableMultiset.of(BEHIND), proxy.tunnels());
    assertEquals(1, server.connections());
    assertEquals(3, server.asked().size());
  }

  @Test
  void theProxyIsShownItsLogin() throws Exception {
    proxy.require("us@er", "p:ä%ss");
    String said =
        get(
            network("https_proxy", proxy.url("us%40er:p:%C3%A4%25ss@")),
            "https://" + HOST + "/v2/",
            1);
    assertTrue(said.startsWith("200 "), said);
  }

  @Test
  void theHostIsNotShownTheLoginOfTheProxy() throws Exception {
    AtomicReference<String> heads = new AtomicReference<>();
    HttpServer plain = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    plain.createContext(
        "/",
        exchange -> {
          heads.set(exchange.getRequestURI() + " " + exchange.getRequestHeaders().keySet());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    plain.start();
    try (TlsFront front = TlsFront.start(authority.issue(HOST), plain.getAddress().getPort())) {
      proxy.lead(BEHIND, front.port()).require("user", "hunter2");
      get(network("HTTPS_PROXY", proxy.url("user:hunter2@")), "https://" + HOST + "/v2/?a=b", 1);
    } finally {
      plain.stop(0);
    }
    assertTrue(heads.get().startsWith("/v2/?a=b "), heads.get());
    assertFalse(heads.get().contains("Proxy-"), heads.get());
  }

  @Test
  void aProxyMaySpeakTlsItself() throws Exception {
    try (TestProxy secure = TestProxy.start(authority.issue("127.0.0.1"))) {
      secure.lead(BEHIND, port(server));
      String said = get(network("HTTPS_PROXY", secure.url()), "https://" + HOST + "/v2/", 2);
      assertTrue(said.startsWith("200 "), said);
      assertEquals(ImmutableMultiset.of(BEHIND), secure.tunnels());
    }
  }

  @Test
  void ofAProxyWithAWrongCertificateIsSaidThatItIsTheProxys() throws Exception {
    TestAuthority other = TestAuthority.create("CN=other");
    try (TestProxy secure = TestProxy.start(other.issue("127.0.0.1"))) {
      IOException failure = failure(network("HTTPS_PROXY", secure.url()));
      assertTrue(
          failure
              .getMessage()
              .startsWith(HOST + ": the proxy " + secure.url() + " (from $HTTPS_PROXY)"),
          failure.getMessage());
      assertTrue(failure instanceof HostFaultException);
      assertTrue(failure.getMessage().contains("CN=other"), failure.getMessage());
    }
  }

  @Test
  void ofAHostWithAWrongCertificateIsSaidThatItIsTheHosts() throws Exception {
    try (TlsServer wrong = TlsServer.start(authority.issue("other.example"))) {
      proxy.lead(BEHIND, port(wrong));
      IOException failure = failure(network("HTTPS_PROXY", proxy.url()));
      assertTrue(failure.getMessage().startsWith(HOST + ": "), failure.getMessage());
      assertFalse(failure.getMessage().contains("proxy"), failure.getMessage());
    }
  }

  @Test
  void aPlainRequestIsHandedOverWhole() throws Exception {
    HttpServer plain = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    plain.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    plain.start();
    try {
      proxy.lead("plain.example:5000", plain.getAddress().getPort()).require("user", "hunter2");
      String url = "http://plain.example:5000/v2/?a=b";
      assertEquals("204 ", get(network("HTTP_PROXY", proxy.url("user:hunter2@")), url, 1));
      IOException failure =
          assertThrows(IOException.class, () -> get(network("HTTP_PROXY", proxy.url()), url, 1));
      assertEquals(
          "plain.example:5000: the proxy %s (from $HTTP_PROXY) wants a login and did not let us"
                  .formatted(proxy.url())
              + " through (407 Proxy Authentication Required); set it to %s, both percent-encoded"
                  .formatted(proxy.url("USER:PASSWORD@")),
          failure.getMessage());
    } finally {
      plain.stop(0);
    }
    assertEquals(ImmutableMultiset.of(), proxy.tunnels());
    assertEquals(2, proxy.requests().count("plain.example:5000"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 Forbidden | true | does not let us through (403 Forbidden); have the host allowed
          502 Bad Gateway | false | does not reach registry.example (502 Bad Gateway); see whether
          504 | false | does not reach registry.example (504
          """)
  void whatTheProxyRefusesIsNotTheHosts(String status, boolean lasts, String said)
      throws Exception {
    proxy.refuse(BEHIND, status);
    IOException failure = failure(network("HTTPS_PROXY", proxy.url("user:hunter2@")));
    assertTrue(failure.getMessage().contains("the proxy " + proxy.url() + " (from $HTTPS_PROXY)"));
    assertTrue(failure.getMessage().contains(said), failure.getMessage());
    assertEquals(lasts, failure instanceof HostFaultException);
    assertEquals(!lasts, failure instanceof SocketException, "what Google's libraries try again");
    assertFalse(Throwables.getStackTraceAsString(failure).contains("hunter2"));
  }

  @Test
  void aLoginThatIsNotTakenIsSaid() throws Exception {
    proxy.require("user", "other");
    IOException failure = failure(network("HTTPS_PROXY", proxy.url("user:hunter2@")));
    assertTrue(
        failure.getMessage().contains("does not take the login that is there"),
        failure.getMessage());
    assertTrue(failure instanceof HostFaultException);
    assertFalse(Throwables.getStackTraceAsString(failure).contains("hunter2"));
  }

  @Test
  void aProxyThatIsNotThereIsSaid() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, loopback())) {
      port = closed.getLocalPort();
    }
    IOException failure = failure(network("HTTPS_PROXY", "user:hunter2@127.0.0.1:" + port));
    assertTrue(
        failure
            .getMessage()
            .startsWith(
                "the proxy http://127.0.0.1:%d (from $HTTPS_PROXY), through which %s is reached,"
                    .formatted(port, HOST)),
        failure.getMessage());
    assertTrue(failure instanceof ProxyException);
    assertFalse(Throwables.getStackTraceAsString(failure).contains("hunter2"));
  }

  @Test
  void aProxyThatSaysNothingIsNotWaitedForAsAnAnswerIs() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, loopback());
        WebClient client =
            WebClient.open(network("HTTPS_PROXY", "127.0.0.1:" + silent.getLocalPort()))) {
      URI target = URI.create("https://" + HOST + "/v2/");
      HttpUriRequestBase request = new HttpUriRequestBase("GET", target);
      IOException failure =
          assertThrows(
              IOException.class,
              () -> client.send(request, target, Duration.ofSeconds(1), Duration.ofMinutes(2)));
      assertTrue(
          failure.getMessage().contains("does not say whether it reaches " + HOST),
          failure.getMessage());
      assertTrue(failure instanceof ProxyException);
    }
  }

  @Test
  void aHeadWithoutEndIsNotKept() throws Exception {
    proxy.refuse(BEHIND, "200 " + "x".repeat(1 << 20));
    IOException failure = failure(network("HTTPS_PROXY", proxy.url()));
    assertTrue(failure.getMessage().contains("Maximum line length"), failure.getMessage());
  }

  @Test
  void whereCallersCouldSetTheVariableItIsNotUsed() throws Exception {
    Network network =
        Network.of(ImmutableMap.of("HTTP_PROXY", proxy.url(), "REQUEST_METHOD", "GET"));
    IOException failure =
        assertThrows(IOException.class, () -> get(network, "http://plain.example/", 1));
    assertTrue(failure.getMessage().contains("unset one of the two"), failure.getMessage());
    assertEquals(ImmutableMultiset.of(), proxy.requests());
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }
}
