package dev.reinstate.revision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.ByteStreams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reinstate.network.Network;
import dev.reinstate.network.TestAuthority;
import dev.reinstate.network.TestProxy;
import dev.reinstate.network.TlsFront;
import dev.reinstate.network.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A repository on a host that is nowhere but behind a proxy, served by git's own program. */
@Timeout(60)
final class ProxiedBranchTest {

  private static final String HOST = "git.example";
  private static final Path GIT = Path.of("/usr/bin/git");

  @TempDir private Path directory;
  private TestAuthority authority;
  private HttpServer server;
  private TlsFront front;
  private TestProxy proxy;

  @BeforeEach
  void start() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(GIT), "git is not installed");
    authority = TestAuthority.create("CN=test");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
    front = TlsFront.start(authority.issue(HOST), server.getAddress().getPort());
    proxy = TestProxy.start().require("user", "hunter2").lead(HOST + ":443", front.port());
  }

  @AfterEach
  void stop() throws IOException {
    server.stop(0);
    front.close();
    proxy.close();
  }

  private ShallowClone follow(String login) throws IOException {
    Network network =
        Network.of(ImmutableMap.of("HTTPS_PROXY", proxy.url(login)))
            .withTrust(
                Trust.PLATFORM.withAuthorities(
                    authority.write(directory.resolve("ca.pem")).toString()));
    return ShallowClone.create(
        BranchLocation.parse("https://" + HOST + "/k8s.io/.git", "master", ""), network);
  }

  @Test
  void commitsAreFetchedThroughTheProxy() throws Exception {
    Path workTree = Files.createDirectory(directory.resolve("k8s.io"));
    try (GitHistory git = GitHistory.in(workTree);
        ShallowClone clone = follow("user:hunter2@")) {
      Files.writeString(workTree.resolve("file"), "one");
      assertEquals(git.commit(), clone.update().name());
      Files.writeString(workTree.resolve("file"), "two");
      assertEquals(git.commit(), clone.update().name());
      assertEquals(2, clone.fetches());
    }
    assertEquals(ImmutableSet.of(HOST + ":443"), proxy.tunnels().elementSet());
    // Git leaves an answer unread while it asks on; the next fetch needs no further connection.
    assertTrue(proxy.tunnels().size() <= 2, proxy.tunnels()::toString);
  }

  @Test
  void whatTheProxyRefusesIsSaid() throws Exception {
    try (ShallowClone clone = follow("")) {
      String said = assertThrows(RevisionException.class, clone::update).getMessage();
      assertTrue(said.startsWith("cannot fetch https://git.example/k8s.io/.git master: "), said);
      assertTrue(said.contains("(from $HTTPS_PROXY) wants a login"), said);
    }
  }

  /** As https://git-scm.com/docs/git-http-backend has it. */
  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      ProcessBuilder program = new ProcessBuilder(GIT.toString(), "http-backend");
      Map<String, String> variables = program.environment();
      variables.put("GIT_PROJECT_ROOT", directory.toString());
      variables.put("GIT_HTTP_EXPORT_ALL", "1");
      variables.put("GIT_CONFIG_COUNT", "1");
      variables.put("GIT_CONFIG_KEY_0", "safe.directory");
      variables.put("GIT_CONFIG_VALUE_0", "*");
      variables.put("REQUEST_METHOD", exchange.getRequestMethod());
      variables.put("PATH_INFO", exchange.getRequestURI().getPath());
      variables.put("QUERY_STRING", Strings.nullToEmpty(exchange.getRequestURI().getQuery()));
      variables.put("CONTENT_TYPE", header(exchange, "Content-Type"));
      variables.put("HTTP_CONTENT_ENCODING", header(exchange, "Content-Encoding"));
      variables.put("GIT_PROTOCOL", header(exchange, "Git-Protocol"));
      byte[] sent = exchange.getRequestBody().readAllBytes();
      variables.put("CONTENT_LENGTH", Integer.toString(sent.length));
      Process running = program.start();
      try (OutputStream in = running.getOutputStream()) {
        in.write(sent);
      }
      answer(exchange, running.getInputStream().readAllBytes());
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return Strings.nullToEmpty(exchange.getRequestHeaders().getFirst(name));
  }

  private static void answer(HttpExchange exchange, byte[] said) throws IOException {
    int end = new String(said, ISO_8859_1).indexOf("\r\n\r\n");
    List<String> head = Splitter.on("\r\n").splitToList(new String(said, 0, end, ISO_8859_1));
    int status = 200;
    for (String line : head) {
      List<String> parts = Splitter.on(": ").limit(2).splitToList(line);
      if (parts.get(0).equals("Status")) {
        status = Integer.parseInt(parts.get(1).substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(parts.get(0), parts.get(1));
      }
    }
    exchange.sendResponseHeaders(status, said.length - end - 4);
    ByteArrayInputStream body = new ByteArrayInputStream(said, end + 4, said.length);
    ByteStreams.copy(body, exchange.getResponseBody());
  }
}
