package dev.reinstate.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NextLinkTest {

  private static final URI PAGE = URI.create("https://us.gcr.io/v2/prod/pause/tags/list?n=2");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</v2/prod/pause/tags/list?n=2&last=b>; rel=\"next\"",
        "<https://us.gcr.io/v2/prod/pause/tags/list?n=2&last=b>;rel=next",
        "<https://US.gcr.io:443/v2/prod/pause/tags/list?n=2&last=b> ; title=x; rel=\"next\"",
        "</other>; rel=\"prev\", </v2/prod/pause/tags/list?n=2&last=b>; rel=\"next\"",
      })
  void followsTheSameListing(String header) throws IOException {
    URI next = NextLink.of(PAGE, ImmutableList.of(header)).orElseThrow();
    assertEquals("/v2/prod/pause/tags/list", next.getPath());
    assertEquals("n=2&last=b", next.getQuery());
    assertEquals(Origin.of(PAGE), Origin.of(next));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<https://evil.example/v2/prod/pause/tags/list?last=b>; rel=\"next\"",
        "<//evil.example/v2/prod/pause/tags/list>; rel=\"next\"",
        "<https://us.gcr.io:8443/v2/prod/pause/tags/list>; rel=\"next\"",
        "<http://us.gcr.io/v2/prod/pause/tags/list>; rel=\"next\"",
        "<https://user@us.gcr.io/v2/prod/pause/tags/list>; rel=\"next\"",
        "</v2/prod/other/tags/list>; rel=\"next\"",
        "</v2/prod/pause/tags/list/../../manifests/v1>; rel=\"next\"",
        "<file:///etc/passwd>; rel=\"next\"",
        "<http://[>; rel=\"next\"",
      })
  void refusesAnythingElse(String header) {
    assertThrows(IOException.class, () -> NextLink.of(PAGE, ImmutableList.of(header)));
  }

  @Test
  void endsWithoutANextLink() throws IOException {
    assertEquals(Optional.empty(), NextLink.of(PAGE, ImmutableList.of()));
    assertEquals(Optional.empty(), NextLink.of(PAGE, ImmutableList.of("</a>; rel=\"last\"")));
  }
}
