package dev.reinstate.scrub;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import java.util.Optional;

/** What a snapshot holds. */
public interface StoredContent {

  /** Without a snapshot. */
  StoredContent NONE =
      new StoredContent() {
        @Override
        public Optional<Manifest> find(DescriptorDigest digest, Descriptor content) {
          return Optional.empty();
        }

        @Override
        public boolean has(DescriptorDigest blob) {
          return false;
        }
      };

  /**
   * The manifest; empty when the snapshot cannot give it as it was.
   *
   * @param content where its bytes are
   */
  Optional<Manifest> find(DescriptorDigest digest, Descriptor content);

  /** Whether it has a blob, right or not; false also when that cannot be found out. */
  boolean has(DescriptorDigest blob);
}
