package dev.reinstate.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads one page of {@code tags/list} as it arrives.
 *
 * <p>Sources: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags
 * and, for {@code child} and {@code manifest},
 * https://github.com/google/go-containerregistry/blob/main/pkg/v1/google/list.go
 */
final class ListingParser {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(64 * 1024)
                  .maxNameLength(4 * 1024)
                  .build())
          .build();

  /** Reads a text; both readers of arrays need one. */
  private interface Consumer {
    void accept(String text) throws IOException;
  }

  private final JsonParser json;
  private final ListingBuilder listing;

  private ListingParser(JsonParser json, ListingBuilder listing) {
    this.json = json;
    this.listing = listing;
  }

  static void parse(InputStream body, ListingBuilder into) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      new ListingParser(json, into).page();
    }
  }

  private void page() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT);
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      json.nextToken();
      switch (field) {
        case "tags" -> strings(listing::addTag);
        case "child" -> {
          listing.markExtension();
          strings(listing::addChild);
        }
        case "manifest" -> {
          listing.markExtension();
          images();
        }
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new IOException("something follows the listing");
    }
  }

  private void images() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    expect(json.currentToken(), JsonToken.START_OBJECT);
    for (String digest = json.nextFieldName(); digest != null; digest = json.nextFieldName()) {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      image(listing.addImage(digest));
    }
  }

  private void image(DescriptorDigest digest) throws IOException {
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      json.nextToken();
      if (field.equals("tag")) {
        strings(tag -> listing.addTagOf(digest, tag));
      } else {
        json.skipChildren();
      }
    }
  }

  private void strings(Consumer consumer) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    expect(json.currentToken(), JsonToken.START_ARRAY);
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      expect(next, JsonToken.VALUE_STRING);
      consumer.accept(json.getText());
    }
  }

  private static void expect(JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("the listing is malformed: " + found + " instead of " + wanted);
    }
  }
}
