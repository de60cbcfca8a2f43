package dev.reinstate.sandbox;

import com.google.common.collect.ImmutableTable;
import dev.reinstate.sandbox.answer.Blobs;
import dev.reinstate.sandbox.answer.GoogleListing;
import dev.reinstate.sandbox.answer.ImageInventory;
import dev.reinstate.sandbox.answer.ManifestChanges;
import dev.reinstate.sandbox.answer.ManifestReading;
import dev.reinstate.sandbox.answer.OciListing;
import dev.reinstate.sandbox.answer.ReferrersListing;
import dev.reinstate.sandbox.answer.Uploads;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import dev.reinstate.sandbox.http.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Finds the handler of a request's endpoint and method. */
final class Endpoints implements Handler {

  private final ImmutableTable<Endpoint, String, Handler> handlers;

  /**
   * @param origin scheme and host, put before the path of each URL that is sent; empty for relative
   *     URLs
   */
  Endpoints(RegistryContents contents, EmbeddedRegistryOptions options, String origin) {
    Handler manifest = new ManifestReading(contents, options.has(Feature.STRICT_REFERENCES));
    ManifestChanges changes = new ManifestChanges(contents, options, origin);
    Blobs blobs = new Blobs(contents);
    Uploads uploads = new Uploads(contents, options, origin);
    ImmutableTable.Builder<Endpoint, String, Handler> table = ImmutableTable.builder();
    table
        .put(Endpoint.PING, "GET", Endpoints::ping)
        .put(Endpoint.PING, "HEAD", Endpoints::ping)
        .put(Endpoint.TAGS, "GET", listing(contents, options, origin))
        .put(Endpoint.MANIFEST, "GET", manifest)
        .put(Endpoint.MANIFEST, "HEAD", manifest)
        .put(Endpoint.MANIFEST, "PUT", changes::put)
        .put(Endpoint.MANIFEST, "DELETE", changes::delete)
        .put(Endpoint.BLOB, "GET", blobs::read)
        .put(Endpoint.BLOB, "HEAD", blobs::read)
        .put(Endpoint.BLOB, "DELETE", blobs::delete)
        .put(Endpoint.DOWNLOAD, "GET", blobs::read)
        .put(Endpoint.UPLOADS, "POST", uploads::begin)
        .put(Endpoint.UPLOAD, "GET", uploads::status)
        .put(Endpoint.UPLOAD, "PATCH", uploads::add)
        .put(Endpoint.UPLOAD, "PUT", uploads::complete);
    if (options.has(Feature.REFERRERS)) {
      table.put(
          Endpoint.REFERRERS, "GET", new ReferrersListing(contents, options.pageSize(), origin));
    }
    if (options.has(Feature.IMAGE_INVENTORY)) {
      table.put(Endpoint.DOCKER_IMAGES, "GET", new ImageInventory(contents, options.pageSize()));
    }
    this.handlers = table.build();
  }

  private static Handler listing(
      RegistryContents contents, EmbeddedRegistryOptions options, String origin) {
    return switch (options.listing()) {
      case GOOGLE -> new GoogleListing(contents, options.has(Feature.CUT_LISTINGS));
      case OCI -> new OciListing(contents, options.pageSize(), origin);
    };
  }

  /** The spec, "Determining Support". */
  private static Reply ping(Call call) {
    return Reply.of(200)
        .with("Docker-Distribution-API-Version", "registry/2.0")
        .withBody("application/json", "{}".getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Reply handle(Call call) throws RefusedException, IOException {
    Target target = call.target();
    Map<String, Handler> methods = handlers.row(target.endpoint());
    if (methods.isEmpty()) {
      throw new RefusedException(404, "UNSUPPORTED", "there is nothing at this URL");
    }
    Handler handler = methods.get(target.method());
    if (handler == null) {
      throw new RefusedException(405, "UNSUPPORTED", target.method() + " is not allowed here")
          .with("Allow", String.join(", ", methods.keySet()));
    }
    if (!target.repository().isEmpty() && !Names.isRepository(target.repository())) {
      throw new RefusedException(400, "NAME_INVALID", "invalid repository name");
    }
    return handler.handle(call);
  }
}
