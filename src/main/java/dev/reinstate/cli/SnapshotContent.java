package dev.reinstate.cli;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.scrub.StoredContent;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** What a snapshot store holds. */
record SnapshotContent(SnapshotStore store) implements StoredContent {

  @Override
  public Optional<Manifest> find(DescriptorDigest digest, Descriptor content) {
    if (content.size() == Descriptor.UNKNOWN_SIZE) {
      return Optional.empty();
    }
    try (InputStream bytes = store.openBlob(content.digest())) {
      return Optional.of(new Manifest(digest, content.mediaType(), bytes.readAllBytes()))
          .filter(Manifest::matchesDigest);
    } catch (IOException e) {
      // It only spares looking; what is lost is planned without it.
      return Optional.empty();
    }
  }

  @Override
  public boolean has(DescriptorDigest blob) {
    try (InputStream bytes = store.openBlob(blob)) {
      return bytes != null;
    } catch (IOException e) {
      return false;
    }
  }
}
