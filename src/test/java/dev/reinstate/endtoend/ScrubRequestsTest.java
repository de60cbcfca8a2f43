package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ConcurrentHashMultiset;
import com.google.common.collect.Multiset;
import com.sun.net.httpserver.HttpServer;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.RepositoryState;
import dev.reinstate.sandbox.http.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scrub asks of registries and of blob mirrors, and what mirrors are good for. */
final class ScrubRequestsTest {

  private static final String US = "us.example";

  private final Multiset<String> asked = ConcurrentHashMultiset.create();
  private final Map<String, byte[]> mirror = new ConcurrentHashMap<>();
  private final Multiset<String> askedMirror = ConcurrentHashMultiset.create();

  @TempDir private Path directory;
  private DamagedRegions regions;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    regions = new DamagedRegions(directory, EmbeddedRegistryOptions.defaults(), true);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/images/",
        exchange -> {
          String digest = exchange.getRequestURI().getPath().substring("/images/".length());
          boolean head = exchange.getRequestMethod().equals("HEAD");
          askedMirror.add(exchange.getRequestMethod() + " " + digest);
          byte[] bytes = mirror.get(digest);
          if (bytes == null) {
            exchange.sendResponseHeaders(404, -1);
          } else if (head) {
            exchange.getResponseHeaders().set("Content-Length", "" + bytes.length);
            exchange.sendResponseHeaders(200, -1);
          } else {
            exchange.sendResponseHeaders(200, bytes.length);
            try (OutputStream body = exchange.getResponseBody()) {
              body.write(bytes);
            }
          }
          exchange.close();
        });
    server.start();
    for (String host : DamagedRegions.REGIONS) {
      for (Map.Entry<String, RepositoryState> each :
          regions.world().contents(host).state().entrySet()) {
        for (DescriptorDigest blob : each.getValue().blobs()) {
          mirror.put(
              blob.toString(),
              regions.world().contents(host).blob(each.getKey(), blob).orElseThrow());
        }
      }
      regions
          .world()
          .registry(host)
          .latency()
          .set(
              target -> {
                asked.add(
                    String.join(
                        " ",
                        target.method(),
                        target.endpoint() == Endpoint.BLOB ? "blob" : "manifest",
                        host + "/" + target.repository() + "@" + target.reference()));
                return Duration.ZERO;
              });
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.stop(0);
    regions.close();
  }

  @Test
  void eachIsAskedForOnceInItsRepository() {
    for (String concurrency : new String[] {"--concurrency=1", "--concurrency=64"}) {
      asked.clear();
      regions.scrub(concurrency).endsWith(ExitCode.DONE);
      assertEquals(expected(), Set.copyOf(asked.elementSet()));
      assertEquals(asked.elementSet().size(), asked.size(), "once");
    }
  }

  @Test
  void bytesAreReadOnceAHost() {
    for (String concurrency : new String[] {"--concurrency=1", "--concurrency=64"}) {
      asked.clear();
      regions.scrub("--bytes", concurrency).endsWith(ExitCode.DONE);
      assertEquals(asked.elementSet().size(), asked.size(), "once");
      Set<String> read = new TreeSet<>();
      Set<String> looked = new TreeSet<>();
      for (String request : asked.elementSet()) {
        if (request.contains(" blob ")) {
          String place = request.substring(request.lastIndexOf(' ') + 1);
          String host = place.substring(0, place.indexOf('/'));
          String digest = place.substring(place.indexOf('@'));
          if (request.startsWith("GET")) {
            assertTrue(read.add(host + digest), "read twice: " + request);
          }
          assertTrue(looked.add(place), "read and looked for: " + request);
        }
      }
      expected().stream()
          .filter(request -> request.contains(" blob "))
          .map(request -> request.substring(request.lastIndexOf(' ') + 1))
          .forEach(place -> assertTrue(looked.contains(place), place));
    }
  }

  @Test
  void mirrorsAreLookedAtOnceABlob() {
    scrub().endsWith(ExitCode.DONE);
    assertEquals(askedMirror.elementSet().size(), askedMirror.size(), "once");
    assertEquals(
        mirror.keySet(),
        Set.copyOf(askedMirror.elementSet().stream().map(each -> each.substring(5)).toList()));
  }

  @Test
  void whatAMirrorLacksIsNamedAndIsNobodysToHeal() {
    String lost = layer().toString();
    mirror.remove(lost);
    Run run = scrub().endsWith(ExitCode.PARTIAL);
    assertTrue(run.out().contains("blob-missing"), run.out());
    assertTrue(run.out().contains("not-healed"), run.out());
    assertTrue(run.out().contains(lost.substring(7, 19)), run.out());
    mirror.put(lost, new byte[3]);
    Run cut = scrub("--confirm").endsWith(ExitCode.PARTIAL);
    assertTrue(cut.out().contains("blob-damaged"), cut.out());
  }

  @Test
  void whatIsLostEverywhereElseComesFromAMirror() throws IOException {
    loseEverywhere(layer());
    regions.scrub("--confirm", "--max-missing=100").endsWith(ExitCode.PARTIAL);
    assertFalse(regions.broken().isEmpty());
    Run dry = scrub("--json").endsWith(ExitCode.DRIFT);
    assertTrue(dry.out().contains("\"blob-mirror\""), dry.out());
    scrub("--bytes", "--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
    assertEquals(Set.of(), regions.broken());
    regions.scrub("--bytes").endsWith(ExitCode.DONE);
  }

  @Test
  void wrongBytesOfAMirrorAreNotBelieved() throws IOException {
    DescriptorDigest layer = layer();
    byte[] wrong = mirror.get(layer.toString()).clone();
    wrong[wrong.length / 2] ^= 1;
    mirror.put(layer.toString(), wrong);
    loseEverywhere(layer);
    scrub("--bytes", "--confirm", "--max-missing=100").endsWith(ExitCode.PARTIAL);
    assertFalse(regions.broken().isEmpty());
    regions
        .everything()
        .forEach((held, bytes) -> assertTrue(regions.isRight(held, bytes), held.toString()));
  }

  private Run scrub(String... more) {
    String[] words = Arrays.copyOf(more, more.length + 1);
    words[more.length] =
        "--blob-mirror=us.example/prod=http://127.0.0.1:"
            + server.getAddress().getPort()
            + "/images";
    return regions.scrub(words);
  }

  private DescriptorDigest layer() {
    return regions.world().contents(US).state().get("prod/app").blobs().stream()
        .filter(
            blob ->
                regions.world().contents(DamagedRegions.STAGING).blob("team/app", blob).isPresent())
        .findFirst()
        .orElseThrow();
  }

  private void loseEverywhere(DescriptorDigest blob) throws IOException {
    regions
        .world()
        .state()
        .forEach(
            (host, repositories) ->
                repositories
                    .keySet()
                    .forEach(path -> regions.world().contents(host).deleteBlob(path, blob)));
    Files.deleteIfExists(new StoredFiles(regions.world().snapshot()).blob(blob.toString()));
  }

  /** Each manifest by GET and each blob by HEAD. */
  private Set<String> expected() {
    Set<String> expected = new TreeSet<>();
    for (String host : DamagedRegions.REGIONS) {
      regions
          .world()
          .contents(host)
          .state()
          .forEach(
              (path, state) -> {
                String place = host + "/" + path + "@";
                state.images().forEach(image -> expected.add("GET manifest " + place + image));
                state.blobs().forEach(blob -> expected.add("HEAD blob " + place + blob));
              });
    }
    return expected;
  }
}
