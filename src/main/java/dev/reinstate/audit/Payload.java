package dev.reinstate.audit;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.audit.rules.RegistryEvent;
import dev.reinstate.text.Printable;

/**
 * An event as the old auditor wrote it into its log, which filters and alerts still look for.
 *
 * @param fqin repository and digest
 * @param pqin repository and tag
 * @param path the repository
 */
record Payload(String action, String fqin, String pqin, String path, String digest, String tag) {

  /** Longer than anything a registry allows. */
  private static final int MOST_CHARACTERS = 500;

  static Payload of(RegistryEvent event) {
    String digest = event.digest().map(DescriptorDigest::toString).orElse("");
    String tag = event.tag().orElse("");
    return new Payload(
        event.action().name(),
        digest.isEmpty() ? "" : event.repository() + "@" + digest,
        tag.isEmpty() ? "" : event.repository() + ":" + tag,
        event.repository().toString(),
        digest,
        tag);
  }

  /** What a message says, of which nothing is certain. */
  static Payload unchecked(String action, String fqin, String pqin) {
    return new Payload(action, fqin, pqin, "", "", "");
  }

  /**
   * Source:
   * https://github.com/kubernetes-sigs/promo-tools/blob/48e80b89e926/legacy/dockerregistry/inventory.go,
   * {@code GCRPubSubPayload.String}.
   */
  @Override
  public String toString() {
    return "{Action: %s, FQIN: %s, PQIN: %s, Path: %s, Digest: %s, Tag: %s}"
        .formatted(
            quoted(action), quoted(fqin), quoted(pqin), quoted(path), quoted(digest), quoted(tag));
  }

  private static String quoted(String text) {
    String printable = Printable.line(text, MOST_CHARACTERS);
    return '"' + printable.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
