package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;

/** What can be said of an image that nobody wants. */
record UnlistedImage(EventContext context, DescriptorDigest image) {

  String why() {
    if (!context.isPromoted()) {
      return "could not find matching source registry for %s@%s, no manifest promotes to this repository%s"
          .formatted(context.repository(), image, seen());
    }
    int unread = context.unread();
    return "no manifest lists it, nor an image that it is part of or attached to"
        + seen()
        + (unread == 0
            ? ""
            : "; %d of the images listed here are nowhere to be read, it may be part of one"
                .formatted(unread));
  }

  private String seen() {
    return context.isAgreed(image)
        ? "; the snapshot has it, so that a run with --restore-unmanaged may have put it"
        : "";
  }
}
