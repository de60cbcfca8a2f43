package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Answers for every image of a universe as if each repository had it, holding none. It has the
 * benchmark's own process.
 */
final class StandInRegistry implements RegistryProcess {

  private static final int BACKLOG = 4096;
  private static final int MOST_HEAD = 16 * 1024;
  private static final String BLOBS = "/blobs/sha256:";
  private static final String MANIFESTS = "/manifests/sha256:";
  private static final int HEX = 64;

  private final StandInUniverse universe;
  private final ServerSocket listener =
      new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final LongAdder manifests = new LongAdder();
  private final LongAdder blobs = new LongAdder();
  private final LongAdder others = new LongAdder();
  private final LongAdder sent = new LongAdder();

  StandInRegistry(StandInUniverse universe) throws IOException {
    this.universe = universe;
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // The listener ends with the benchmark.
      return;
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream(), MOST_HEAD);
      OutputStream out = client.getOutputStream();
      byte[] head = new byte[MOST_HEAD];
      for (int length = readHead(in, head); length > 0; length = readHead(in, head)) {
        int line = 0;
        while (head[line] != '\r') {
          line++;
        }
        out.write(answer(new String(head, 0, line, ISO_8859_1)));
      }
    } catch (IOException brokenOff) {
      // The client has gone.
      return;
    } finally {
      open.remove(client);
    }
  }

  /** Up to the empty line; 0 when the client is done. */
  private static int readHead(InputStream in, byte[] head) throws IOException {
    int length = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      head[length++] = (byte) next;
      if (next == '\n' && length > 3 && head[length - 3] == '\n') {
        return length;
      }
    }
    return 0;
  }

  private byte[] answer(String request) {
    int blob = request.indexOf(BLOBS);
    int manifest = request.indexOf(MANIFESTS);
    if (blob >= 0 && request.startsWith("HEAD ")) {
      blobs.increment();
      String hex = hex(request, blob + BLOBS.length());
      return head("200 OK", "application/octet-stream", hex, StandInImages.size(hex));
    }
    if (manifest >= 0 && request.startsWith("GET ")) {
      manifests.increment();
      String hex = hex(request, manifest + MANIFESTS.length());
      byte[] body = universe.manifest(hex);
      sent.add(body.length);
      byte[] head =
          body.length == 0
              ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1)
              : head(
                  "200 OK",
                  "application/vnd.docker.distribution.manifest.v2+json",
                  hex,
                  body.length);
      byte[] all = new byte[head.length + body.length];
      System.arraycopy(head, 0, all, 0, head.length);
      System.arraycopy(body, 0, all, head.length, body.length);
      return all;
    }
    others.increment();
    return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);
  }

  private static String hex(String request, int start) {
    return request.substring(start, start + HEX);
  }

  private static byte[] head(String status, String type, String hex, int length) {
    return ("HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + type
            + "\r\nDocker-Content-Digest: sha256:"
            + hex
            + "\r\nContent-Length: "
            + length
            + "\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  @Override
  public ImmutableList<String> hosts() {
    return ImmutableList.of("127.0.0.1:" + listener.getLocalPort());
  }

  @Override
  public ImmutableList<String> countedHosts() {
    return hosts();
  }

  @Override
  public boolean alwaysCounts() {
    return true;
  }

  @Override
  public void mark() {}

  @Override
  public void restore() {
    manifests.reset();
    blobs.reset();
    others.reset();
    sent.reset();
  }

  @Override
  public void latency(Duration latency) {
    throw new UnsupportedOperationException("the stand-in answers as soon as it can");
  }

  @Override
  public Traffic traffic() {
    return new Traffic(
        ImmutableSortedMap.of("GET", manifests.sum(), "HEAD", blobs.sum(), "other", others.sum()),
        sent.sum(),
        0);
  }

  @Override
  public Optional<Activity> activity() {
    return Optional.empty();
  }

  @Override
  public double cpuSeconds() throws IOException {
    return ProcessHandle.current()
            .info()
            .totalCpuDuration()
            .map(Duration::toNanos)
            .orElseThrow(() -> new IOException("this process has no processor time"))
        / 1e9;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
