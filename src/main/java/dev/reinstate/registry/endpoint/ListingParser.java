package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.registry.address.PermanentException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads one page of {@code tags/list} as it arrives.
 *
 * <p>Sources: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags
 * and, for {@code child} and {@code manifest},
 * https://github.com/google/go-containerregistry/blob/main/pkg/v1/google/list.go
 */
public final class ListingParser {

  /** Without any of these it is something else, such as an error with the status of success. */
  private static final ImmutableSet<String> FIELDS = ImmutableSet.of("tags", "child", "manifest");

  private final StrictJson json;
  private final ListingBuilder listing;
  private boolean isListing;

  private ListingParser(StrictJson json, ListingBuilder listing) {
    this.json = json;
    this.listing = listing;
  }

  public static void parse(InputStream body, ListingBuilder into) throws IOException {
    try (StrictJson json = StrictJson.open(body, "listing")) {
      ListingParser parser = new ListingParser(json, into);
      json.document(parser::field);
      if (!parser.isListing) {
        throw new PermanentException("the listing is malformed: it has no tags, not even none");
      }
    }
  }

  private void field(String name) throws IOException {
    isListing |= FIELDS.contains(name);
    switch (name) {
      case "tags" -> json.texts(listing::addTag);
      case "child" -> {
        listing.markExtension();
        json.texts(listing::addChild);
      }
      case "manifest" -> {
        listing.markExtension();
        json.object(this::image);
      }
      default -> json.skip();
    }
  }

  private void image(String digest) throws IOException {
    DescriptorDigest image = listing.addImage(digest);
    json.object(
        field -> {
          if (field.equals("tag")) {
            json.texts(tag -> listing.addTagOf(image, tag));
          } else if (field.equals("timeUploadedMs") && listing.wantsUploadTimes()) {
            listing.addUpload(image, json.scalar());
          } else {
            json.skip();
          }
        });
  }
}
