package dev.reinstate.sandbox.http;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Digests;
import java.util.regex.Pattern;

/** The grammar of names, tags and digests: the spec, "Pulling manifests". */
public final class Names {

  private static final Pattern REPOSITORY =
      Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
  private static final int LONGEST_REPOSITORY = 255;

  private Names() {}

  public static boolean isRepository(String text) {
    return text.length() <= LONGEST_REPOSITORY && REPOSITORY.matcher(text).matches();
  }

  public static boolean isTag(String text) {
    return TAG.matcher(text).matches();
  }

  /** Whether a reference is meant as a digest: no tag holds a colon. */
  public static boolean isDigest(String reference) {
    return reference.indexOf(':') >= 0;
  }

  public static DescriptorDigest digest(String text) throws RefusedException {
    try {
      return Digests.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(400, "DIGEST_INVALID", e.getMessage());
    }
  }
}
