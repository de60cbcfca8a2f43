package dev.reinstate.sandbox.http;

/** The kinds of URL an embedded registry serves. */
public enum Endpoint {
  /** {@code /v2/}. */
  PING,
  /** {@code /token}. */
  TOKEN,
  /** {@code /v2/<name>/tags/list}. */
  TAGS,
  /** {@code /v2/<name>/manifests/<reference>}. */
  MANIFEST,
  /** {@code /v2/<name>/blobs/<digest>}. */
  BLOB,
  /** {@code /v2/<name>/blobs/uploads/}, where uploads are opened. */
  UPLOADS,
  /** An upload that was opened. */
  UPLOAD,
  /** {@code /v2/<name>/referrers/<digest>}. */
  REFERRERS,
  /** Where redirected blobs are read without credentials, as from a storage bucket. */
  DOWNLOAD,
  /** {@code /v1/projects/<project>/locations/<location>/repositories/<name>/dockerImages}. */
  DOCKER_IMAGES,
  /** Anything else. */
  UNKNOWN
}
