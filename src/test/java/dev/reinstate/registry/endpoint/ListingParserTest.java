package dev.reinstate.registry.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.KnownNames;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.RepositoryLister;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListingParserTest {

  private static final DescriptorDigest A = Digests.of("a".getBytes(UTF_8));
  private static final DescriptorDigest B = Digests.of("b".getBytes(UTF_8));

  @Test
  void readsGooglesExtension() throws IOException {
    TagListing listing =
        parse(
            """
            {"child": ["amd64"], "name": "prod/pause", "tags": ["3.1", "latest"],
             "manifest": {
               "%s": {"imageSizeBytes": "7", "layerId": "", "mediaType": "m", "tag": ["3.1", "latest"],
                      "timeCreatedMs": "0", "timeUploadedMs": "1"},
               "%s": {"tag": [], "more": [{"x": {}}]}}}
            """
                .formatted(A, B));

    assertEquals(
        new TagListing(
            true,
            ImmutableSet.of("3.1", "latest"),
            ImmutableSet.of(A, B),
            ImmutableMap.of("3.1", A, "latest", A),
            ImmutableSet.of("amd64")),
        listing);
  }

  @Test
  void readsThePlainListing() throws IOException {
    TagListing listing = parse("{\"name\":\"pause\",\"tags\":[\"3.1\"]}");
    assertFalse(listing.tellsDigests());
    assertEquals(ImmutableSet.of("3.1"), listing.tags());
  }

  @Test
  void nullIsNothing() throws IOException {
    assertEquals(TagListing.SILENT, parse("{\"tags\":null}"));
    assertEquals(
        new TagListing(
            true, ImmutableSet.of(), ImmutableSet.of(), ImmutableMap.of(), ImmutableSet.of()),
        parse("{\"tags\":null,\"child\":null,\"manifest\":null}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "<html>",
        "{\"tags\":[\"3.1\"",
        "{\"tags\":[\"3.1\"]} {}",
        "{\"tags\":{\"3.1\":1}}",
        "{\"tags\":[1]}",
        "{\"tags\":[[\"3.1\"]]}",
        "{\"tags\":[\"../other\"]}",
        "{\"tags\":[\"a\\r\\nHost: evil\"]}",
        "{\"child\":[\"..\"]}",
        "{\"child\":[\"a/b\"]}",
        "{\"child\":[\"/etc\"]}",
        "{\"manifest\":{\"sha256:abc\":{\"tag\":[]}}}",
        "{\"manifest\":{\"sha512:abc\":{\"tag\":[]}}}",
        "{\"manifest\":[]}",
      })
  void refusesWhatNoRegistryMaySay(String body) {
    assertThrows(IOException.class, () -> parse(body));
  }

  @Test
  void refusesOneTagOnTwoImages() {
    String body =
        "{\"manifest\":{\"%s\":{\"tag\":[\"v1\"]},\"%s\":{\"tag\":[\"v1\"]}}}".formatted(A, B);
    IOException e = assertThrows(IOException.class, () -> parse(body));
    assertTrue(e.getMessage().contains("two images"), e.getMessage());
  }

  @Test
  void refusesDeepNesting() {
    assertThrows(IOException.class, () -> parse("{\"x\":" + "[".repeat(100_000)));
  }

  @Test
  void listingAtGooglesLimitIsIncomplete() throws IOException {
    Repository repository = Repository.parse("us.gcr.io/prod/pause");
    RepositoryLister.refuseTruncated(repository, listingOf(9_999));
    assertThrows(
        IOException.class, () -> RepositoryLister.refuseTruncated(repository, listingOf(10_000)));
  }

  private static TagListing listingOf(int images) throws IOException {
    ListingBuilder listing = new ListingBuilder(new KnownNames());
    for (int i = 0; i < images; i++) {
      listing.addImage("sha256:%064x".formatted(i));
    }
    return listing.build();
  }

  private static TagListing parse(String body) throws IOException {
    ListingBuilder listing = new ListingBuilder(new KnownNames());
    ListingParser.parse(new ByteArrayInputStream(body.getBytes(UTF_8)), listing);
    return listing.build();
  }
}
