package dev.reinstate.storage;

import com.google.common.base.CharMatcher;
import java.util.regex.Pattern;

/**
 * A place in Google Cloud Storage.
 *
 * @param prefix of all object names: empty, or ending in a slash
 */
record BucketLocation(String bucket, String prefix) {

  static final String SCHEME = "gs://";

  /** Source: https://cloud.google.com/storage/docs/buckets#naming. */
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]");

  /** Reads {@code gs://bucket[/prefix]}; {@link IllegalArgumentException} for anything else. */
  static BucketLocation parse(String uri) {
    if (!uri.startsWith(SCHEME)) {
      throw new IllegalArgumentException("'" + uri + "' is not gs://bucket[/prefix]");
    }
    String[] parts = uri.substring(SCHEME.length()).split("/", 2);
    if (!BUCKET.matcher(parts[0]).matches()) {
      throw new IllegalArgumentException("'" + uri + "' does not name a valid bucket");
    }
    String prefix = parts.length == 1 ? "" : CharMatcher.is('/').trimFrom(parts[1]);
    return new BucketLocation(parts[0], prefix.isEmpty() ? "" : prefix + "/");
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + prefix;
  }
}
