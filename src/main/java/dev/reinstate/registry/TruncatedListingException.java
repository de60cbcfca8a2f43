package dev.reinstate.registry;

import java.io.IOException;

/** A listing that leaves out, or may leave out, some of what there is. */
final class TruncatedListingException extends IOException {

  private static final long serialVersionUID = 1L;

  TruncatedListingException(String message) {
    super(message);
  }

  /** The same, when what would tell everything cannot be had. */
  TruncatedListingException(TruncatedListingException listing, IOException inventory) {
    super(listing.getMessage() + ", and " + inventory.getMessage(), inventory);
  }
}
