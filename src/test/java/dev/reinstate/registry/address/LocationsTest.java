package dev.reinstate.registry.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LocationsTest {

  private static final URI BASE = URI.create("https://a/b/c/d;p?q");

  /** The examples of RFC 3986, sections 5.4.1 and 5.4.2; fragments go, since they are not sent. */
  @ParameterizedTest
  @CsvSource({
    "g, https://a/b/c/g",
    "./g, https://a/b/c/g",
    "g/, https://a/b/c/g/",
    "/g, https://a/g",
    "//g, https://g",
    "?y, https://a/b/c/d;p?y",
    "g?y, https://a/b/c/g?y",
    "#s, https://a/b/c/d;p?q",
    "g#s, https://a/b/c/g",
    "g?y#s, https://a/b/c/g?y",
    ";x, https://a/b/c/;x",
    "g;x, https://a/b/c/g;x",
    "., https://a/b/c/",
    "./, https://a/b/c/",
    ".., https://a/b/",
    "../, https://a/b/",
    "../g, https://a/b/g",
    "../.., https://a/",
    "../../, https://a/",
    "../../g, https://a/g",
    "../../../g, https://a/g",
    "../../../../g, https://a/g",
    "/./g, https://a/g",
    "/../g, https://a/g",
    "g., https://a/b/c/g.",
    ".g, https://a/b/c/.g",
    "g.., https://a/b/c/g..",
    "..g, https://a/b/c/..g",
    "./../g, https://a/b/g",
    "./g/., https://a/b/c/g/",
    "g/./h, https://a/b/c/g/h",
    "g/../h, https://a/b/c/h",
    "g;x=1/./y, https://a/b/c/g;x=1/y",
    "g;x=1/../y, https://a/b/c/y",
    "g?y/./x, https://a/b/c/g?y/./x",
    "g?y/../x, https://a/b/c/g?y/../x",
  })
  void resolvesAsTheSpecificationSays(String reference, String expected) throws IOException {
    assertEquals(expected, Locations.resolve(BASE, reference).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "/up?x=a|b{c}, https://a/up?x=a%7cb%7bc%7d",
    "/up load/x?y=\"z\", https://a/up%20load/x?y=%22z%22",
    "/100%?x=%zz%4, https://a/100%25?x=%25zz%254",
    "/a%2Fb?x=%7C, https://a/a%2Fb?x=%7C",
    "/\u00c3\u00a9, https://a/%c3%a9",
    "/\u20ac\ud83d\ude00, https://a/%e2%82%ac%f0%9f%98%80",
    "/a[1]?b[2], https://a/a%5B1%5D?b[2]",
    "/a\\b^c`<d>, https://a/a%5cb%5ec%60%3cd%3e",
  })
  void whatMayNotStandThereIsEncoded(String location, String expected) throws IOException {
    assertEquals(expected, Locations.resolve(BASE, location).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/a\rb",
        "/a\u0000",
        "http://a/up",
        "https://u:p@a/up",
        "https://a\\@evil/up",
        "https:///up",
        "https://é/up",
        "//[::1",
        "file:///etc/passwd",
        "//us er/up",
        "mailto:a@b",
      })
  void whatLeadsAstrayIsRefused(String location) {
    assertThrows(PermanentException.class, () -> Locations.resolve(BASE, location));
  }

  /** Whatever is sent makes a URL that can be asked for, over TLS and without a login; or none. */
  @Property(tries = 2000)
  void anyLocationIsAUrlOrIsRefused(@ForAll("locations") String location) throws IOException {
    try {
      URI target = Locations.resolve(BASE, location);
      assertEquals("https", target.getScheme());
      assertEquals(target, URI.create(target.toString()));
      assertTrue(target.getHost() != null && target.getRawUserInfo() == null, location);
      assertFalse(target.getRawPath().contains("/../"), location);
      assertEquals(target, Locations.resolve(BASE, target.toString()), "encoded once");
    } catch (PermanentException e) {
      assertFalse(e.getMessage().isEmpty());
    }
  }

  @Provide
  static Arbitrary<String> locations() {
    return Arbitraries.oneOf(
            Arbitraries.of(
                "/", "..", ".", "?", "#", "%", "%41", ":", "//", "https:", "@", "[", "]"),
            Arbitraries.chars().map(String::valueOf))
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}
