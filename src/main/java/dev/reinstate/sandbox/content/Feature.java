package dev.reinstate.sandbox.content;

/** What an embedded registry does beyond the required minimum, or more strictly. */
public enum Feature {
  /** Mounts a blob from another repository; without it, a mount always opens an upload instead. */
  MOUNTS,
  /** Answers the referrers API and names the subject of a pushed manifest. */
  REFERRERS,
  /** Accepts an upload in several parts; without it, an upload is one request body. */
  CHUNKED_UPLOADS,
  /** Takes a blob with the request that opens its upload; without it, passes over what comes. */
  SINGLE_POST,
  /**
   * Refuses a manifest whose blobs or children the repository does not hold, and is recognised by
   * its answers as CNCF distribution is, which does so; without it, the registry takes anything.
   */
  STRICT_REFERENCES,
  /** Refuses to move or delete a tag. */
  IMMUTABLE_TAGS,
  /**
   * Lets the tags of a manifest that is deleted go on answering with it, as go-containerregistry's
   * registry does; under its digest it is gone.
   */
  LASTING_TAGS,
  /**
   * Takes whatever it has under a digest for right: what is pushed once more is answered 201 and
   * dropped, as CNCF distribution does.
   */
  KEEPS_FIRST_BYTES,
  /** Sends absolute URLs in {@code Location}; without it, they are paths. */
  ABSOLUTE_LOCATIONS,
  /** Answers Artifact Registry's own API about the images of many repositories. */
  IMAGE_INVENTORY,
  /**
   * Leaves out of Google's listing what exceeds 10,000 images or tags, without a word, as Artifact
   * Registry does: https://cloud.google.com/artifact-registry/quotas
   */
  CUT_LISTINGS
}
