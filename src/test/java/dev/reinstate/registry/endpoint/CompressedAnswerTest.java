package dev.reinstate.registry.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.ByteStreams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reinstate.image.Digests;
import dev.reinstate.image.KnownNames;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.failure.Refusals;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.CompressedAnswer;
import dev.reinstate.registry.wire.Intent;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings that a registry compresses, and what it is not asked to compress. */
final class CompressedAnswerTest {

  private static final byte[] LISTING =
      "{\"name\":\"app\",\"tags\":[\"v1\",\"v2\"]}".getBytes(UTF_8);

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP"})
  void compressedListingIsRead(String encoding) throws IOException {
    assertEquals(ImmutableSet.of("v1", "v2"), read(encoding, compressed(LISTING)).tags());
  }

  @Test
  void whatIsNotCompressedAfterAllIsReadAsItIs() throws IOException {
    assertEquals(ImmutableSet.of("v1", "v2"), read("identity", LISTING).tags());
  }

  @Test
  void listingCutOffInTheMiddleIsNone() throws IOException {
    byte[] whole = compressed(LISTING);
    assertThrows(EOFException.class, () -> read("gzip", Arrays.copyOf(whole, whole.length - 1)));
  }

  @Test
  void whatIsNoCompressedTextIsRefused() {
    assertThrows(ZipException.class, () -> read("gzip", LISTING));
  }

  @Test
  void boundIsThatOfTheTextNotOfItsCompressedForm() throws IOException {
    byte[] spaces = new byte[1 << 20];
    Arrays.fill(spaces, (byte) ' ');
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (int i = 0; i <= 64; i++) {
        out.write(spaces);
      }
      out.write(LISTING);
    }
    assertTrue(bytes.size() < 1 << 20);
    assertThrows(PermanentException.class, () -> read("gzip", bytes.toByteArray()));
  }

  /** The head of such a text may name a file, and the name may be as long as it likes. */
  @Test
  void compressedFormIsBoundedToo() {
    byte[] head = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0};
    InputStream letters =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            Arrays.fill(buffer, offset, offset + length, (byte) 'x');
            return length;
          }
        };
    InputStream name = ByteStreams.limit(letters, 128L << 20);
    InputStream body = new SequenceInputStream(new ByteArrayInputStream(head), name);
    assertThrows(PermanentException.class, () -> read("gzip", body));
  }

  /** Servers compress refusals as well: nginx does for 403 and 404. */
  @Test
  void compressedRefusalIsUnderstood() throws IOException {
    Response refusal =
        response(
            404,
            "gzip",
            new ByteArrayInputStream(
                compressed("{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}".getBytes(UTF_8))));
    Request request =
        new Request(
            Repository.parse("registry.example/app"),
            Optional.empty(),
            ImmutableList.of(),
            "GET",
            refusal.uri(),
            CompressedAnswer.HEADERS,
            Optional.empty(),
            Intent.READ);
    RegistryException e = Refusals.of(request, refusal, "");
    assertTrue(e.hasCode("NAME_UNKNOWN"), e.getMessage());
  }

  @Test
  void onlyListingsAreAskedForSo() throws IOException {
    Map<String, String> asked = new ConcurrentHashMap<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, asked));
    server.start();
    Repository app = new Repository("127.0.0.1:" + server.getAddress().getPort(), "app");
    RegistrySettings settings =
        RegistrySettings.defaults(ImmutableMap.of()).withCredentials(Credentials.ANONYMOUS);
    try (RegistryClient client = RegistryClient.open(settings)) {
      LiveRepository.Contents seen =
          assertInstanceOf(
              LiveRepository.Contents.class,
              client.reader().read(app, Expectation.of(ImmutableSet.of(), ImmutableSet.of())));
      assertEquals(ImmutableSet.of("v1", "v2"), seen.otherTags());
      assertThrows(
          NoSuchFileException.class,
          () -> client.images().manifest(app, Digests.of("none".getBytes(UTF_8))));
    } finally {
      server.stop(0);
    }
    assertEquals(
        ImmutableMap.of(
            "/v2/app/tags/list",
            "gzip",
            "/v2/app/manifests/" + Digests.of("none".getBytes(UTF_8)),
            "none"),
        asked);
  }

  private static void answer(HttpExchange exchange, Map<String, String> asked) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String encoding = exchange.getRequestHeaders().getFirst("Accept-Encoding");
      asked.put(path, encoding == null ? "none" : encoding);
      if (path.endsWith("/tags/list")) {
        byte[] body = compressed(LISTING);
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static Response response(int status, String encoding, InputStream body) {
    return new Response(
        URI.create("https://registry.example/v2/app/tags/list"),
        status,
        ImmutableListMultimap.of("content-encoding", encoding),
        body,
        () -> {});
  }

  private static TagListing read(String encoding, byte[] body) throws IOException {
    return read(encoding, new ByteArrayInputStream(body));
  }

  private static TagListing read(String encoding, InputStream body) throws IOException {
    return new ListTags(URI.create("tags/list"), new KnownNames(), UploadTimes.IGNORED)
        .read(response(200, encoding, body))
        .content()
        .build();
  }

  private static byte[] compressed(byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text);
    }
    return bytes.toByteArray();
  }
}
