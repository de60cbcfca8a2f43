package dev.reinstate.sandbox.http;

import com.google.common.collect.ImmutableList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request is about.
 *
 * @param method in capitals
 * @param repository the name below {@code /v2/}, not validated; empty where the endpoint has none
 * @param reference a tag, digest, upload id or resource of Google's API, not validated; empty where
 *     the endpoint has none
 */
public record Target(String method, Endpoint endpoint, String repository, String reference) {

  /** The first that matches wins; a name may itself hold the words of an endpoint. */
  private static final ImmutableList<Shape> SHAPES =
      ImmutableList.of(
          new Shape(Endpoint.PING, "/v2/?"),
          new Shape(Endpoint.TOKEN, "/token"),
          new Shape(Endpoint.TAGS, "/v2/(?<name>.+)/tags/list"),
          new Shape(Endpoint.UPLOADS, "/v2/(?<name>.+)/blobs/uploads/?"),
          new Shape(Endpoint.UPLOAD, "/v2/(?<name>.+)/blobs/uploads/(?<reference>[^/]+)"),
          new Shape(Endpoint.MANIFEST, "/v2/(?<name>.+)/manifests/(?<reference>[^/]+)"),
          new Shape(Endpoint.REFERRERS, "/v2/(?<name>.+)/referrers/(?<reference>[^/]+)"),
          new Shape(Endpoint.BLOB, "/v2/(?<name>.+)/blobs/(?<reference>[^/]+)"),
          new Shape(Endpoint.DOWNLOAD, "/downloads/(?<name>.+)/(?<reference>[^/]+)"),
          new Shape(
              Endpoint.DOCKER_IMAGES,
              "/v1/(?<reference>projects/[^/]+/locations/[^/]+/repositories/[^/]+)/dockerImages"));

  static Target of(String method, String path) {
    for (Shape shape : SHAPES) {
      Matcher matcher = shape.path().matcher(path);
      if (matcher.matches()) {
        return new Target(
            method, shape.endpoint(), group(matcher, "name"), group(matcher, "reference"));
      }
    }
    return new Target(method, Endpoint.UNKNOWN, "", "");
  }

  private static String group(Matcher matcher, String name) {
    return matcher.namedGroups().containsKey(name) ? matcher.group(name) : "";
  }

  private record Shape(Endpoint endpoint, Pattern path) {
    Shape(Endpoint endpoint, String path) {
      this(endpoint, Pattern.compile(path));
    }
  }
}
