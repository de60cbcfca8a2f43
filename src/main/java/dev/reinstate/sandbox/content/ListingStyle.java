package dev.reinstate.sandbox.content;

/** How {@code tags/list} answers. */
public enum ListingStyle {
  /** Google's extension: every manifest with its tags and every child repository, on one page. */
  GOOGLE,
  /** The spec's: sorted tags, paged by {@code n} and {@code last} with a {@code Link} header. */
  OCI
}
