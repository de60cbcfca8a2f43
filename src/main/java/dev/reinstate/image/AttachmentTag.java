package dev.reinstate.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tags that name the image they are attached to: cosign's signatures, attestations and SBOMs, and
 * the fallback list of referrers.
 *
 * <p>Sources: https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md and the
 * referrers tag schema in
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema.
 */
public final class AttachmentTag {

  private static final Pattern PATTERN =
      Pattern.compile("sha256-(?<hex>[0-9a-f]{64})(\\.(sig|att|sbom))?");

  private AttachmentTag() {}

  /** Under which clients list an image's referrers where the registry does not. */
  public static String ofReferrers(DescriptorDigest subject) {
    return "sha256-" + subject.getHash();
  }

  /** Whether something has tags, and none but such: it is attached, and no image of its own. */
  public static boolean areAll(Collection<String> tags) {
    return !tags.isEmpty() && tags.stream().allMatch(tag -> subjectOf(tag).isPresent());
  }

  /** The image a tag is attached to, or empty for an ordinary tag. */
  public static Optional<DescriptorDigest> subjectOf(String tag) {
    if (!tag.startsWith("sha256-")) {
      return Optional.empty();
    }
    Matcher matcher = PATTERN.matcher(tag);
    return matcher.matches() ? Optional.of(Digests.ofHex(matcher.group("hex"))) : Optional.empty();
  }
}
