package dev.reinstate.sandbox.http;

import java.util.regex.Pattern;

/**
 * The kinds of URL an embedded registry serves. The first that matches a path wins; a name may
 * itself hold the words of an endpoint.
 */
public enum Endpoint {
  PING("/v2/?"),
  TOKEN("/token"),
  TAGS("/v2/(?<name>.+)/tags/list"),
  /** Where uploads are opened. */
  UPLOADS("/v2/(?<name>.+)/blobs/uploads/?"),
  /** An upload that was opened. */
  UPLOAD("/v2/(?<name>.+)/blobs/uploads/(?<reference>[^/]+)"),
  MANIFEST("/v2/(?<name>.+)/manifests/(?<reference>[^/]+)"),
  REFERRERS("/v2/(?<name>.+)/referrers/(?<reference>[^/]+)"),
  BLOB("/v2/(?<name>.+)/blobs/(?<reference>[^/]+)"),
  /** Where redirected blobs are read without credentials, as from a storage bucket. */
  DOWNLOAD("/downloads/(?<name>.+)/(?<reference>[^/]+)"),
  DOCKER_IMAGES("/v1/(?<reference>projects/[^/]+/locations/[^/]+/repositories/[^/]+)/dockerImages"),
  /** Anything else. */
  UNKNOWN("(?s)(?<reference>.*)");

  private final Pattern path;

  Endpoint(String path) {
    this.path = Pattern.compile(path);
  }

  Pattern path() {
    return path;
  }
}
