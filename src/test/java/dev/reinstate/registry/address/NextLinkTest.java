package dev.reinstate.registry.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
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
        "<?n=2&last=b>; rel=\"next\"",
        "<list?n=2&last=b>; rel=\"next\"",
        "</v2/prod/pause/tags/list?n=2&last=b>; rel=\"next last\"",
        "</v2/prod/pause/tags/list?n=2&last=b>; rel=\"last\tNEXT\"",
        "</v2/prod/pause/tags/list?n=2&last=b>; Rel = NEXT",
        "</v2/prod/pause/tags/list?n=2&last=b>; title=\"a, <b>; rel=c\"; rel=next; rel=last",
        "</v2/prod/pause/tags/list?n=2&last=b>; title*=UTF-8''a%2Cb;; hint; rel=next;",
        " , </a>; rel=first,, </v2/prod/pause/tags/list?n=2&last=b>;rel=\"n\\ext\" , ",
        "</v2/prod/pause/tags/list?n=2&last=b>; rel=next; anchor=\"\\?n=2\"",
        "<?n=2&last=b>; rel=next, </v2/prod/pause/tags/list?n=2&last=b>; rel=next",
        "</elsewhere>; rel=next; anchor=\"/else\", <?n=2&last=b>; rel=next",
        "/v2/prod/pause/tags/list?n=2&last=b; rel=\"next\"",
        "/a;rel=first, https://us.gcr.io/v2/prod/pause/tags/list?n=2&last=b ;rel=next",
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
        "https://evil.example/v2/prod/pause/tags/list?last=b; rel=\"next\"",
        "//evil.example/v2/prod/pause/tags/list; rel=\"next\"",
      })
  void refusesAnythingElse(String header) {
    assertThrows(IOException.class, () -> NextLink.of(PAGE, ImmutableList.of(header)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</v2/prod/pause/tags/list?last=b; rel=\"next\"",
        "</v2/prod/pause/tags/list?last=b>; rel=\"next",
        "</v2/prod/pause/tags/list?last=b> rel=next",
        "</v2/prod/pause/tags/list?last=b>; rel=next last",
        "</v2/prod/pause/tags/list?last=b>; rel",
        "</v2/prod/pause/tags/list?last=b>; rel=\"\"",
        "</v2/prod/pause/tags/list?last=b>; rel*=UTF-8''next",
        "</v2/prod/pause/tags/list?last=b>",
        "<?last=b>; rel=next, <?last=c>; rel=next",
        "</a>; rel=first, next",
        "next",
      })
  void whatIsNotUnderstoodIsNotTheEnd(String header) {
    PermanentException e =
        assertThrows(PermanentException.class, () -> NextLink.of(PAGE, ImmutableList.of(header)));
    assertTrue(e.getMessage().contains("header Link"), e.getMessage());
  }

  /** However a link is written, among whatever others, in one field or in several. */
  @Property(tries = 300)
  void anyWayToWriteItIsUnderstood(
      @ForAll("values") List<String> titles,
      @ForAll boolean quoted,
      @ForAll @IntRange(max = 3) int before,
      @ForAll boolean fields)
      throws IOException {
    List<String> links = new ArrayList<>();
    for (int i = 0; i < titles.size(); i++) {
      links.add("</other/" + i + ">; title=\"" + titles.get(i) + "\"; rel=\"prev x\"");
    }
    String title = titles.isEmpty() ? "" : titles.get(0);
    String rel = quoted ? "\"first Next\"" : "next";
    links.add(Math.min(before, links.size()), "<?last=b>;title=\"" + title + "\" ;\trel = " + rel);
    ImmutableList<String> headers =
        fields ? ImmutableList.copyOf(links) : ImmutableList.of(String.join(" , ", links));

    assertEquals(Optional.of(PAGE.resolve("list?last=b")), NextLink.of(PAGE, headers));
  }

  /** Nothing that a registry sends makes anything but a page of the same listing, or a refusal. */
  @Property(tries = 1000)
  void nothingLeadsElsewhere(@ForAll("headers") String header) throws IOException {
    try {
      Optional<URI> next = NextLink.of(PAGE, ImmutableList.of(header));
      assertTrue(next.isEmpty() || next.get().getRawPath().equals(PAGE.getRawPath()), header);
      assertTrue(next.isEmpty() || Origin.of(next.get()).equals(Origin.of(PAGE)), header);
    } catch (PermanentException e) {
      assertFalse(e.getMessage().isEmpty());
    }
  }

  @Provide
  static Arbitrary<List<String>> values() {
    return Arbitraries.strings()
        .withChars(",;<> =a")
        .ofMaxLength(6)
        .list()
        .ofMaxSize(3)
        .map(List::copyOf);
  }

  @Provide
  static Arbitrary<String> headers() {
    return Arbitraries.of(
            "<",
            ">",
            ";",
            ",",
            "rel",
            "=",
            "\"",
            "next",
            "?a",
            "/",
            "..",
            "//evil",
            " ",
            "\\",
            "@",
            "/v2/prod/pause/tags/list",
            "https:",
            "http:",
            "%",
            "|",
            "é",
            "anchor",
            "#",
            ":",
            "\n")
        .list()
        .ofMaxSize(14)
        .map(parts -> String.join("", parts));
  }

  @Test
  void endsWithoutANextLink() throws IOException {
    assertEquals(Optional.empty(), NextLink.of(PAGE, ImmutableList.of()));
    assertEquals(Optional.empty(), NextLink.of(PAGE, ImmutableList.of("</a>; rel=\"last\"")));
    assertEquals(Optional.empty(), NextLink.of(PAGE, ImmutableList.of("", " , ")));
  }
}
