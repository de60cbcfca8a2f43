package dev.reinstate.registry.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.registry.address.PermanentException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever names an address: plain HTTP leaves for no host that is not known to speak it. */
final class PlainGuardTest {

  private static final PlainHosts NAMED =
      PlainHosts.of(ImmutableList.of("plain.example:5000", "plain.example"), ImmutableList.of());

  private final List<URI> sent = new ArrayList<>();
  private final Exchange guarded =
      new PlainGuard(
          request -> {
            sent.add(request.uri());
            return new Response(
                request.uri(),
                200,
                ImmutableListMultimap.of(),
                InputStream.nullInputStream(),
                () -> {});
          },
          NAMED);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://plain.example:5000/v2/",
        "http://plain.example/v2/",
        "http://plain.example:80/v2/",
        "http://127.0.0.1:5000/v2/",
        "https://other.example/v2/",
      })
  void whatIsKnownPasses(URI uri) throws IOException {
    guarded.send(request(uri)).close();
    assertEquals(List.of(uri), sent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://plain.example:5001/v2/",
        "http://other.example/v2/",
        "http://169.254.169.254/latest",
      })
  void nothingElseDoes(URI uri) {
    PermanentException e = assertThrows(PermanentException.class, () -> guarded.send(request(uri)));
    assertEquals("refused to leave TLS for " + uri.getRawAuthority(), e.getMessage());
    assertEquals(List.of(), sent);
  }

  @Test
  void aNamedHostIsAddressedInPlainHttp() {
    assertEquals(
        URI.create("http://plain.example:5000/"), Origin.uriOf("plain.example:5000", NAMED));
    assertEquals(
        URI.create("https://plain.example:5001/"), Origin.uriOf("plain.example:5001", NAMED));
    PlainHosts tls = PlainHosts.of(ImmutableList.of(), ImmutableList.of("localhost:5000"));
    assertEquals(URI.create("https://localhost:5000/"), Origin.uriOf("localhost:5000", tls));
    assertEquals(URI.create("http://localhost:5001/"), Origin.uriOf("localhost:5001", tls));
  }

  private static Request request(URI uri) {
    return new Request(
        new Repository("plain.example", "prod/pause"),
        Optional.empty(),
        ImmutableList.of(),
        "GET",
        uri,
        ImmutableMap.of(),
        Optional.empty(),
        Intent.READ);
  }
}
