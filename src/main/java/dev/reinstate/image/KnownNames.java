package dev.reinstate.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Digests and tags met before. Every mirror has the same ones: they are checked once and kept once,
 * however many repositories name them.
 */
public final class KnownNames {

  private static final String ALGORITHM = "sha256:";

  private final ConcurrentMap<String, DescriptorDigest> digests = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, String> tags = new ConcurrentHashMap<>();

  /** Gets to know digests and valid tags. */
  public void add(Iterable<DescriptorDigest> moreDigests, Iterable<String> moreTags) {
    moreDigests.forEach(digest -> digests.putIfAbsent(digest.getHash(), digest));
    moreTags.forEach(tag -> tags.putIfAbsent(tag, tag));
  }

  /** The same as {@link Digests#parse}. */
  public DescriptorDigest digest(String text) {
    if (text.startsWith(ALGORITHM)) {
      DescriptorDigest known = digests.get(text.substring(ALGORITHM.length()));
      if (known != null) {
        return known;
      }
    }
    DescriptorDigest digest = Digests.parse(text);
    DescriptorDigest other = digests.putIfAbsent(digest.getHash(), digest);
    return other == null ? digest : other;
  }

  /** The tag; {@link IllegalArgumentException} when it is none. */
  public String tag(String text) {
    String known = tags.get(text);
    if (known != null) {
      return known;
    }
    if (!ImageNames.isTag(text)) {
      throw new IllegalArgumentException("invalid tag");
    }
    String other = tags.putIfAbsent(text, text);
    return other == null ? text : other;
  }
}
