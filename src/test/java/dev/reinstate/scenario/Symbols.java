package dev.reinstate.scenario;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableBiMap;
import dev.reinstate.image.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The image names of a scenario and the digests they stand for, both ways. */
public final class Symbols {

  private static final Pattern ATTACHMENT =
      Pattern.compile("sha256-(?<name>[^.]+)(?<suffix>\\.(sig|att|sbom))?");

  private final ImmutableBiMap<String, DescriptorDigest> digests;

  /** The names of images that exist. */
  public Symbols(Map<String, DescriptorDigest> digests) {
    this.digests = ImmutableBiMap.copyOf(digests);
  }

  /** Digests of images that nobody needs to make. */
  public static Symbols invented(Scenario scenario) {
    ImmutableBiMap.Builder<String, DescriptorDigest> digests = ImmutableBiMap.builder();
    for (String name : scenario.names()) {
      digests.put(name, Digests.of(("image " + name).getBytes(StandardCharsets.UTF_8)));
    }
    return new Symbols(digests.buildOrThrow());
  }

  /** {@link IllegalArgumentException} for a name that no scenario section introduces. */
  public DescriptorDigest digest(String name) {
    DescriptorDigest digest = digests.get(name);
    if (digest == null) {
      throw new IllegalArgumentException("no image is called '" + name + "'");
    }
    return digest;
  }

  /** The digest itself when it has no name. */
  public String name(DescriptorDigest digest) {
    return digests.inverse().getOrDefault(digest, digest.toString());
  }

  /** {@code sha256-d.sig} with the digest of {@code d}; other tags stay as they are. */
  public String tag(String written) {
    Matcher matcher = ATTACHMENT.matcher(written);
    return matcher.matches() && digests.containsKey(matcher.group("name"))
        ? attachment(digest(matcher.group("name")).getHash(), matcher)
        : written;
  }

  /** The inverse of {@link #tag}. */
  public String writtenTag(String tag) {
    Matcher matcher = ATTACHMENT.matcher(tag);
    return matcher.matches() && matcher.group("name").length() == DescriptorDigest.HASH_LENGTH
        ? attachment(name(Digests.ofHex(matcher.group("name"))), matcher)
        : tag;
  }

  private static String attachment(String subject, Matcher matcher) {
    String suffix = matcher.group("suffix");
    return "sha256-" + subject + (suffix == null ? "" : suffix);
  }
}
