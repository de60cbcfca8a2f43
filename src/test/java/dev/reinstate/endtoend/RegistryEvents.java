package dev.reinstate.endtoend;

import com.google.cloud.tools.jib.api.DescriptorDigest;

/**
 * What registries publish:
 * https://cloud.google.com/artifact-registry/docs/configure-notifications#examples.
 */
final class RegistryEvents {

  private RegistryEvents() {}

  static String pushed(String repository, DescriptorDigest digest) {
    return "{\"action\": \"INSERT\", \"digest\": \"%s@%s\"}".formatted(repository, digest);
  }

  static String tagged(String repository, DescriptorDigest digest, String tag) {
    return "{\"action\": \"INSERT\", \"digest\": \"%s@%s\", \"tag\": \"%s:%s\"}"
        .formatted(repository, digest, repository, tag);
  }

  static String untagged(String repository, String tag) {
    return "{\"action\": \"DELETE\", \"tag\": \"%s:%s\"}".formatted(repository, tag);
  }

  static String deleted(String repository, DescriptorDigest digest) {
    return "{\"action\": \"DELETE\", \"digest\": \"%s@%s\"}".formatted(repository, digest);
  }
}
