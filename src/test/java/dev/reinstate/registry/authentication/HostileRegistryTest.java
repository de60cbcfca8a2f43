package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.ByteSource;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.HostileRegistry;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.RepositoryLister;
import dev.reinstate.registry.TestImage;
import dev.reinstate.registry.VirtualTime;
import dev.reinstate.registry.Wire;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Timeouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Registries that mean ill, in the open and over TLS: bounded memory and time, a clear error,
 * nothing written.
 */
@Timeout(60)
@ParameterizedClass
@EnumSource(Wire.class)
final class HostileRegistryTest {

  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final Manifest MANIFEST = TestImage.named("amd64").manifest();
  private static final String OK = "HTTP/1.1 200 OK\nContent-Type: application/json\n";
  private static final String DIGEST = Digests.of(new byte[] {7}).toString();

  private final Wire wire;

  HostileRegistryTest(Wire wire) {
    this.wire = wire;
  }

  @Test
  void pagesWithoutEndAreCut() throws IOException {
    AtomicInteger page = new AtomicInteger();
    try (HostileRegistry registry =
        HostileRegistry.start(
            wire,
            (request, in, out) ->
                HostileRegistry.send(
                    out,
                    OK
                        + "Link: </v2/prod/pause/tags/list?last="
                        + page.incrementAndGet()
                        + ">; rel=\"next\"",
                    "{\"tags\":[\"t" + page + "\"]}"))) {
      assertUnreadable(registry, "has no end");
      assertTrue(registry.heads().size() < 2 * RepositoryLister.PAGES);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:5000/v2/prod/pause/tags/list?last=a",
        "http://user:secret@127.0.0.1/v2/prod/pause/tags/list?last=a",
        "/v2/prod/other/tags/list?last=a",
        "//evil.example/v2/prod/pause/tags/list",
        "http://[bad",
        "/v2/prod/pause/tags/list?last=\u0001",
      })
  void nextLinkThatLeadsAstrayIsNotFollowed(String link) throws IOException {
    try (HostileRegistry registry =
        HostileRegistry.start(
            wire,
            (request, in, out) ->
                HostileRegistry.send(
                    out, OK + "Link: <" + link + ">; rel=next", "{\"tags\":[\"a\"]}"))) {
      assertUnreadable(registry, "GET " + registry.origin());
      assertEquals(1, registry.heads().size());
    }
  }

  @Test
  void redirectToAnotherHostTakesNoCredentialsAlong() throws IOException {
    try (HostileRegistry thief =
            HostileRegistry.sending(wire, "HTTP/1.1 404 Not Found\nContent-Length: 0", "");
        HostileRegistry registry =
            HostileRegistry.sending(
                wire,
                "HTTP/1.1 307 Moved\nContent-Length: 0\nLocation: " + thief.origin() + "/x",
                "")) {
      Credentials login =
          (repository, account) -> new HostCredential.Login("a", "secret", "a test");
      try (RegistryClient client = RegistryClient.open(settings(registry).withCredentials(login))) {
        assertThrows(
            IOException.class, () -> client.images().manifest(at(registry), MANIFEST.digest()));
      }
      assertEquals(1, thief.heads().size());
      assertFalse(thief.heads().get(0).toLowerCase(Locale.ROOT).contains("authorization"));
    }
  }

  @Test
  void redirectsWithoutEndAreCut() throws IOException {
    try (HostileRegistry registry =
        HostileRegistry.sending(
            wire, "HTTP/1.1 307 Moved\nContent-Length: 0\nLocation: /v2/x", "")) {
      assertUnreadable(registry, "redirects");
      assertEquals(6, registry.heads().size());
    }
  }

  @Test
  void hugeManifestIsDroppedEarly() throws IOException {
    AtomicLong sent = new AtomicLong();
    try (HostileRegistry registry =
        HostileRegistry.start(
            wire,
            (request, in, out) -> {
              HostileRegistry.send(out, OK + "Content-Length: 104857600", "");
              byte[] piece = " ".repeat(65_536).getBytes(UTF_8);
              for (int i = 0; i < 1600; i++) {
                out.write(piece);
                sent.addAndGet(piece.length);
              }
            })) {
      assertManifestRefused(registry, "longer than");
      assertEquals(1, registry.heads().size());
      assertTrue(sent.get() < 40 << 20, sent + " bytes were taken");
    }
  }

  @Test
  void listingOfHugeSizeIsDropped() throws IOException {
    try (HostileRegistry registry =
        HostileRegistry.start(
            wire,
            (request, in, out) -> {
              HostileRegistry.send(out, OK.strip(), "{\"ignored\":[");
              byte[] piece = "[],".repeat(21_845).getBytes(UTF_8);
              while (true) {
                out.write(piece);
              }
            })) {
      assertUnreadable(registry, "longer than");
      assertEquals(1, registry.heads().size());
    }
  }

  @Test
  void wrongLengthOfAManifestIsRefused() throws IOException {
    String json = new String(MANIFEST.bytes(), UTF_8);
    try (HostileRegistry registry =
        HostileRegistry.sending(wire, OK + "Content-Length: " + (json.length() + 1), json)) {
      assertManifestRefused(registry, "failed: ");
    }
    try (HostileRegistry registry =
        HostileRegistry.sending(wire, OK + "Content-Length: " + (json.length() - 1), json)) {
      assertManifestRefused(registry, "hash to");
    }
  }

  @Test
  void bytesOfAnotherDigestAreRefused() throws IOException {
    try (HostileRegistry registry = HostileRegistry.sending(wire, OK.strip(), "{}")) {
      assertManifestRefused(registry, "hash to");
    }
  }

  @ParameterizedTest
  @CsvSource({"hallo, hashes to sha256:", "hello!, is longer than the 5 bytes declared"})
  void aBlobOfOtherBytesIsRefused(String sent, String why) throws IOException {
    Descriptor blob = new Descriptor("", Digests.of("hello".getBytes(UTF_8)), 5);
    try (HostileRegistry registry = HostileRegistry.sending(wire, OK.strip(), sent);
        RegistryClient client = RegistryClient.open(settings(registry));
        InputStream bytes = client.images().blob(at(registry), blob)) {
      IOException e = assertThrows(IOException.class, bytes::readAllBytes);
      String expected = "blob " + blob.digest() + " from " + at(registry) + " " + why;
      assertTrue(e.getMessage().startsWith(expected), e.getMessage());
    }
  }

  @Test
  void aBlobThatEndsEarlyIsReadOnFromThere() throws IOException {
    byte[] whole = "hello".getBytes(UTF_8);
    Descriptor blob = new Descriptor("", Digests.of(whole), whole.length);
    AtomicInteger asked = new AtomicInteger();
    try (HostileRegistry registry =
            HostileRegistry.start(
                wire,
                (request, in, out) -> {
                  if (asked.incrementAndGet() == 1) {
                    HostileRegistry.send(out, "HTTP/1.1 200 OK\nContent-Length: 5", "hel");
                  } else {
                    String range = "Content-Range: bytes 3-4/5\nContent-Length: 2";
                    HostileRegistry.send(out, "HTTP/1.1 206 Partial Content\n" + range, "lo");
                  }
                });
        RegistryClient client = RegistryClient.open(settings(registry));
        InputStream bytes = client.images().blob(at(registry), blob)) {
      assertArrayEquals(whole, bytes.readAllBytes());
      assertEquals(2, registry.heads().size());
      assertTrue(registry.heads().getLast().contains("bytes=3-"), registry.heads()::toString);
    }
  }

  @Test
  void trickleIsCut() throws IOException {
    try (HostileRegistry registry =
        HostileRegistry.start(
            wire,
            (request, in, out) -> {
              HostileRegistry.send(out, OK + "Content-Length: 1000000", "");
              trickle(out);
            })) {
      assertManifestRefused(registry, "the body stalled");
    }
  }

  @Test
  void silenceIsCut() throws IOException {
    try (HostileRegistry registry =
        HostileRegistry.start(
            wire, (request, in, out) -> in.transferTo(OutputStream.nullOutputStream()))) {
      assertManifestRefused(registry, "failed: ");
    }
  }

  @Test
  void headThatTricklesIsCut() throws IOException {
    try (HostileRegistry registry =
        HostileRegistry.start(
            wire,
            (request, in, out) -> {
              HostileRegistry.send(out, "HTTP/1.1 200 OK", "");
              trickle(out);
            })) {
      assertManifestRefused(registry, "failed: ");
    }
  }

  @Test
  void uploadThatNobodyReadsIsCut() throws IOException {
    byte[] blob = new byte[16 << 20];
    try (HostileRegistry registry =
            HostileRegistry.start(
                wire,
                (request, in, out) -> {
                  if (request.startsWith("POST")) {
                    HostileRegistry.send(
                        out, "HTTP/1.1 202 Accepted\nContent-Length: 0\nLocation: /up", "");
                  } else if (request.startsWith("HEAD")) {
                    HostileRegistry.send(out, "HTTP/1.1 404 Not Found\nContent-Length: 0", "");
                  } else {
                    HostileRegistry.hang();
                  }
                });
        RegistryClient client = RegistryClient.open(settings(registry))) {
      Descriptor descriptor = new Descriptor("", Digests.of(blob), blob.length);
      RegistryException e =
          assertThrows(
              RegistryException.class,
              () ->
                  client
                      .writer(ServiceAccounts.NONE)
                      .uploadBlob(
                          at(registry), descriptor, ByteSource.wrap(blob), Optional.empty()));
      assertTrue(e.getMessage().contains("nothing moved for"), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/up\rX-Evil: 1",
        "/up\u0000",
        "http://user:secret@localhost/up",
        "ftp://host/up",
        "http://",
        "http://localhost:99999/up"
      })
  void locationThatInjectsIsNotUsed(String location) throws IOException {
    try (HostileRegistry registry =
            HostileRegistry.sending(
                wire, "HTTP/1.1 202 Accepted\nContent-Length: 0\nLocation: " + location, "");
        RegistryClient client = RegistryClient.open(settings(registry))) {
      RegistryException e =
          assertThrows(
              RegistryException.class,
              () ->
                  client
                      .writer(ServiceAccounts.NONE)
                      .mountBlob(at(registry), Digests.parse(DIGEST), at(registry)));
      assertFalse(e.getMessage().contains("secret"), e.getMessage());
      assertFalse(e.getMessage().contains("\r"), e.getMessage());
      assertEquals(1, registry.heads().size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/\rX-Evil: 1", "a/b\u0001", "nonsense", "a/b c", ""})
  void mediaTypeThatCouldNotBePushedIsNotUsed(String type) throws IOException {
    String json = new String(MANIFEST.bytes(), UTF_8);
    try (HostileRegistry registry =
            HostileRegistry.sending(wire, "HTTP/1.1 200 OK\nContent-Type: " + type, json);
        RegistryClient client = RegistryClient.open(settings(registry))) {
      assertEquals(MANIFEST, client.images().manifest(at(registry), MANIFEST.digest()));
    }
  }

  @Test
  void headersWithoutEndAreCut() throws IOException {
    try (HostileRegistry registry =
        HostileRegistry.start(
            wire,
            (request, in, out) -> {
              out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
              while (true) {
                out.write("X-Evil: 1\r\n".repeat(100).getBytes(UTF_8));
              }
            })) {
      assertManifestRefused(registry, "failed: ");
    }
  }

  /** Listings may come compressed; what has a digest is never asked for so. */
  @Test
  void compressedBombIsDropped() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      byte[] piece = new byte[1 << 20];
      Arrays.fill(piece, (byte) ' ');
      for (int i = 0; i <= 64; i++) {
        out.write(piece);
      }
    }
    try (HostileRegistry registry =
        HostileRegistry.sending(wire, OK + "Content-Encoding: gzip", bomb.toString(ISO_8859_1))) {
      assertUnreadable(registry, "longer than");
      assertEquals(1, registry.heads().size());
      assertManifestRefused(registry, "failed: ");
      assertFalse(registry.heads().getLast().contains("gzip"));
    }
  }

  @Test
  void deeplyNestedJsonIsRefused() throws IOException {
    String nested = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    try (HostileRegistry registry = HostileRegistry.sending(wire, OK.strip(), nested)) {
      assertUnreadable(registry, "failed: ");
    }
    String error = "HTTP/1.1 403 Forbidden";
    try (HostileRegistry registry = HostileRegistry.sending(wire, error, nested)) {
      assertUnreadable(registry, "answered 403");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..", "../other", "a/b", "", ".", "UPPER", "a%2Fb", "a?b", "a\\u0000b", "/etc"})
  void childThatLeadsOutOfItsPrefixIsRefused(String child) throws IOException {
    String json = "{\"child\":[\"" + child + "\"],\"tags\":[],\"manifest\":{}}";
    try (HostileRegistry registry = HostileRegistry.sending(wire, OK.strip(), json)) {
      assertUnreadable(registry, "invalid child repository");
    }
  }

  private static void trickle(OutputStream out) throws IOException {
    while (true) {
      out.write('x');
      out.flush();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void assertUnreadable(HostileRegistry registry, String why) throws IOException {
    Expectation everything = Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of());
    try (RegistryClient client = RegistryClient.open(settings(registry))) {
      LiveRepository.Unreadable unreadable =
          assertInstanceOf(
              LiveRepository.Unreadable.class, client.reader().read(at(registry), everything));
      assertTrue(unreadable.reason().contains(why), unreadable.reason());
    }
  }

  private void assertManifestRefused(HostileRegistry registry, String why) throws IOException {
    try (RegistryClient client = RegistryClient.open(settings(registry))) {
      RegistryException e =
          assertThrows(
              RegistryException.class,
              () -> client.images().manifest(at(registry), MANIFEST.digest()));
      assertTrue(e.getMessage().contains(why), e.getMessage());
      assertTrue(e.getMessage().contains(registry.host()), e.getMessage());
    }
  }

  private static Repository at(HostileRegistry registry) {
    return new Repository(registry.host(), "prod/pause");
  }

  private RegistrySettings settings(HostileRegistry registry) {
    return RegistrySettings.defaults(ImmutableMap.of())
        .withNetwork(wire.network(registry.host()))
        .withCredentials(Credentials.ANONYMOUS)
        .withTimeouts(new Timeouts(Duration.ofSeconds(5), PATIENCE))
        .withWaiting(new VirtualTime());
  }
}
