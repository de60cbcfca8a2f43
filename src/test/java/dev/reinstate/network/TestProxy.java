package dev.reinstate.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ConcurrentHashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.Multiset;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy on loopback that leads every name to a port of loopback, so that nothing leaves. What it
 * does not know it answers as a proxy does that cannot resolve a name.
 */
public final class TestProxy implements AutoCloseable {

  private final ServerSocket server;
  private final String scheme;
  private final Map<String, Integer> ports = new ConcurrentHashMap<>();
  private final Map<String, String> refusals = new ConcurrentHashMap<>();
  private final Map<String, String> onceRefused = new ConcurrentHashMap<>();
  private final Multiset<String> tunnels = ConcurrentHashMultiset.create();
  private final Multiset<String> requests = ConcurrentHashMultiset.create();
  private volatile Optional<String> login = Optional.empty();

  private TestProxy(ServerSocket server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    Thread.startVirtualThread(this::serve);
  }

  public static TestProxy start() throws IOException {
    return new TestProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http");
  }

  /** One that is spoken to over TLS itself. */
  public static TestProxy start(TestAuthority.Identity identity)
      throws GeneralSecurityException, IOException {
    return new TestProxy(
        identity
            .context(ImmutableList.of())
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
        "https");
  }

  /** Lets {@code HOST:PORT} be a port of loopback. */
  public TestProxy lead(String authority, int port) {
    ports.put(authority, port);
    return this;
  }

  /** Answers everything for {@code HOST:PORT} with a status of its own. */
  public TestProxy refuse(String authority, String status) {
    refusals.put(authority, status);
    return this;
  }

  /** The same of the first request alone. */
  public TestProxy refuseOnce(String authority, String status) {
    onceRefused.put(authority, status);
    return this;
  }

  /** Takes nobody without this. */
  public TestProxy require(String user, String password) {
    String both = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    login = Optional.of("Basic " + both);
    return this;
  }

  /** As a variable names it. */
  public String url() {
    return url("");
  }

  /**
   * As a variable names it.
   *
   * @param login with its {@code @}
   */
  public String url(String login) {
    return scheme + "://" + login + "127.0.0.1:" + server.getLocalPort();
  }

  /** How often it was asked to lead to each {@code HOST:PORT}, with or without success. */
  public ImmutableMultiset<String> tunnels() {
    return ImmutableMultiset.copyOf(tunnels);
  }

  /** Requests that it was handed whole, by {@code HOST:PORT}, with or without success. */
  public ImmutableMultiset<String> requests() {
    return ImmutableMultiset.copyOf(requests);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.startVirtualThread(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      List<String> head = head(in);
      if (head.isEmpty()) {
        return;
      }
      List<String> words = Splitter.on(' ').splitToList(head.getFirst());
      boolean tunnel = words.get(0).equals("CONNECT");
      String authority = tunnel ? words.get(1) : authority(URI.create(words.get(1)));
      (tunnel ? tunnels : requests).add(authority);
      Optional<String> refusal = refusal(authority, head);
      if (refusal.isPresent()) {
        say(client, "HTTP/1.1 " + refusal.get() + "\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      try (Socket target = new Socket(InetAddress.getLoopbackAddress(), ports.get(authority))) {
        if (!tunnel) {
          handOver(words, head, in, target, client);
          return;
        }
        say(client, "HTTP/1.1 200 Connection established\r\n\r\n");
        Thread back = Thread.startVirtualThread(() -> pump(target, client));
        in.transferTo(target.getOutputStream());
        target.shutdownOutput();
        back.join();
      }
    } catch (IOException | InterruptedException e) {
      // One of the two hung up, which tests look for on their sides.
      return;
    }
  }

  private Optional<String> refusal(String authority, List<String> head) {
    boolean known =
        login.isEmpty()
            || head.stream()
                .anyMatch(line -> line.equalsIgnoreCase("Proxy-Authorization: " + login.get()));
    if (!known) {
      return Optional.of(
          "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"");
    }
    return Optional.ofNullable(onceRefused.remove(authority))
        .or(() -> Optional.ofNullable(refusals.get(authority)))
        .or(() -> ports.containsKey(authority) ? Optional.empty() : Optional.of("502 Bad Gateway"));
  }

  /** One request a connection, which both are told: another might be for another host. */
  private static void handOver(
      List<String> words, List<String> head, InputStream in, Socket target, Socket client)
      throws IOException, InterruptedException {
    say(target, forwarded(words, head));
    Thread sent =
        Thread.startVirtualThread(
            () -> {
              try {
                in.transferTo(target.getOutputStream());
              } catch (IOException e) {
                // The answer is there, and the connection closed.
                return;
              }
            });
    List<String> answer = head(target.getInputStream());
    say(client, String.join("\r\n", answer) + "\r\nConnection: close\r\n\r\n");
    pump(target, client);
    sent.join();
  }

  private static String forwarded(List<String> words, List<String> head) {
    URI target = URI.create(words.get(1));
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    StringBuilder request =
        new StringBuilder(words.get(0) + " " + target.getRawPath() + query + " HTTP/1.1\r\n");
    head.stream()
        .skip(1)
        .filter(line -> !line.toLowerCase(Locale.ROOT).matches("(proxy-|connection:).*"))
        .forEach(line -> request.append(line).append("\r\n"));
    return request.append("Connection: close\r\n\r\n").toString();
  }

  private static String authority(URI target) {
    return target.getHost() + ":" + (target.getPort() < 0 ? 80 : target.getPort());
  }

  private static List<String> head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return List.of();
      }
      head.write(next);
    }
    return Splitter.on("\r\n").omitEmptyStrings().splitToList(head.toString(ISO_8859_1));
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  static void pump(Socket from, Socket to) {
    try (from;
        to) {
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int read = 0; read >= 0; read = from.getInputStream().read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // One of the two hung up.
      return;
    }
  }
}
