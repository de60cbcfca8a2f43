package dev.reinstate.sandbox;

import com.google.common.collect.ImmutableTable;
import dev.reinstate.sandbox.answer.BlobDeletion;
import dev.reinstate.sandbox.answer.BlobReading;
import dev.reinstate.sandbox.answer.GoogleListing;
import dev.reinstate.sandbox.answer.ImageInventory;
import dev.reinstate.sandbox.answer.Locations;
import dev.reinstate.sandbox.answer.ManifestDeletion;
import dev.reinstate.sandbox.answer.ManifestReading;
import dev.reinstate.sandbox.answer.ManifestWriting;
import dev.reinstate.sandbox.answer.OciListing;
import dev.reinstate.sandbox.answer.Ping;
import dev.reinstate.sandbox.answer.ReferrersListing;
import dev.reinstate.sandbox.answer.Routing;
import dev.reinstate.sandbox.answer.UploadCompletion;
import dev.reinstate.sandbox.answer.UploadOpening;
import dev.reinstate.sandbox.answer.UploadPart;
import dev.reinstate.sandbox.answer.UploadReplies;
import dev.reinstate.sandbox.answer.UploadStatus;
import dev.reinstate.sandbox.answer.Uploads;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Handler;

/** Wires the handlers of every endpoint. */
final class Endpoints {

  private Endpoints() {}

  static Handler over(
      RegistryContents contents, EmbeddedRegistryOptions options, Locations locations) {
    Uploads uploads = new Uploads();
    UploadReplies replies = new UploadReplies(locations);
    UploadPart part = new UploadPart(uploads, replies, options.has(Feature.CHUNKED_UPLOADS));
    Handler manifest = new ManifestReading(contents, options.has(Feature.STRICT_REFERENCES));
    Handler blob = new BlobReading(contents);
    ImmutableTable.Builder<Endpoint, String, Handler> table = ImmutableTable.builder();
    table
        .put(Endpoint.PING, "GET", new Ping())
        .put(Endpoint.PING, "HEAD", new Ping())
        .put(Endpoint.TAGS, "GET", listing(contents, options, locations))
        .put(Endpoint.MANIFEST, "GET", manifest)
        .put(Endpoint.MANIFEST, "HEAD", manifest)
        .put(Endpoint.MANIFEST, "PUT", new ManifestWriting(contents, options, locations))
        .put(Endpoint.MANIFEST, "DELETE", new ManifestDeletion(contents, options))
        .put(Endpoint.BLOB, "GET", blob)
        .put(Endpoint.BLOB, "HEAD", blob)
        .put(Endpoint.BLOB, "DELETE", new BlobDeletion(contents))
        .put(Endpoint.DOWNLOAD, "GET", blob)
        .put(
            Endpoint.UPLOADS,
            "POST",
            new UploadOpening(contents, uploads, replies, options.has(Feature.MOUNTS)))
        .put(Endpoint.UPLOAD, "GET", new UploadStatus(uploads, replies))
        .put(Endpoint.UPLOAD, "PATCH", part)
        .put(Endpoint.UPLOAD, "PUT", new UploadCompletion(contents, uploads, part, replies));
    if (options.has(Feature.REFERRERS)) {
      table.put(
          Endpoint.REFERRERS, "GET", new ReferrersListing(contents, options.pageSize(), locations));
    }
    if (options.has(Feature.IMAGE_INVENTORY)) {
      table.put(Endpoint.DOCKER_IMAGES, "GET", new ImageInventory(contents, options.pageSize()));
    }
    return new Routing(table.build());
  }

  private static Handler listing(
      RegistryContents contents, EmbeddedRegistryOptions options, Locations locations) {
    return switch (options.listing()) {
      case GOOGLE -> new GoogleListing(contents);
      case OCI -> new OciListing(contents, options.pageSize(), locations);
    };
  }
}
