package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.Optional;

/** What an event is worth. */
public sealed interface Verdict {

  /** For a human, as the end of a sentence. */
  String why();

  /** The word for it in labels and metrics. */
  String word();

  /** It is as the manifests, or a confirmed run, want it. */
  record Verified(String why) implements Verdict {
    @Override
    public String word() {
      return "verified";
    }
  }

  /**
   * It is not, and somebody should know.
   *
   * @param from where the tag should point, for a tag that moved
   * @param to where it points now, for a tag that moved
   */
  record Rejected(
      Reason reason, String why, Optional<DescriptorDigest> from, Optional<DescriptorDigest> to)
      implements Verdict {
    @Override
    public String word() {
      return "rejected";
    }
  }

  /** It matters to nobody: what was deleted no manifest wants. */
  record Noted(String why) implements Verdict {
    @Override
    public String word() {
      return "noted";
    }
  }

  /** Why an event is rejected. */
  enum Reason {
    UNKNOWN_IMAGE("unknown-image"),
    /** The image may be there, but not under this tag. */
    UNKNOWN_TAG("unknown-tag"),
    TAG_MOVED("tag-moved"),
    DELETION("deletion"),
    UNPARSABLE("unparsable");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** The word for it in labels and metrics. */
    public String word() {
      return word;
    }
  }
}
