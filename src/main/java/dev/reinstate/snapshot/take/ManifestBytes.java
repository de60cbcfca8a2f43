package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.format.SnapshotDocuments;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Gets manifests from the store when it has them, else from a registry, and stores them. */
final class ManifestBytes {

  private final StoredBlobs stored;
  private final SnapshotDocuments documents;
  private final ImageReader images;
  private final LongAdder read = new LongAdder();

  ManifestBytes(StoredBlobs stored, SnapshotDocuments documents, ImageReader images) {
    this.stored = stored;
    this.documents = documents;
    this.images = images;
  }

  /**
   * A manifest, stored.
   *
   * @param known what an earlier snapshot knew of it
   * @param sources repositories that should have it, asked in order
   * @throws SourceException when no source has it
   * @throws IOException when the store fails
   */
  Manifest get(
      DescriptorDigest digest, Optional<MergeBaseImage> known, Collection<Repository> sources)
      throws IOException {
    Optional<Manifest> held = fromStore(digest, known);
    if (held.isPresent()) {
      return held.get();
    }
    Manifest manifest = fromSources(digest, sources);
    stored.create(manifest.mediaType(), manifest.bytes());
    return manifest;
  }

  /** How many manifests were read from registries. */
  long read() {
    return read.sum();
  }

  private Optional<Manifest> fromStore(DescriptorDigest digest, Optional<MergeBaseImage> known)
      throws IOException {
    if (known.isPresent() && stored.has(known.get().content().digest())) {
      Descriptor content = known.get().content();
      return read(content).map(bytes -> new Manifest(digest, content.mediaType(), bytes));
    }
    if (!stored.has(digest)) {
      return Optional.empty();
    }
    // Left by a run that did not finish. The registry's media type is lost, unless the manifest
    // repeats it, as all but some OCI ones do.
    return read(new Descriptor("", digest, Descriptor.UNKNOWN_SIZE))
        .flatMap(
            bytes -> declaredType(bytes).map(mediaType -> new Manifest(digest, mediaType, bytes)));
  }

  /** Empty when it is not what it must be, which is noted. */
  private Optional<byte[]> read(Descriptor content) throws IOException {
    try {
      return Optional.of(documents.manifest(content));
    } catch (DamagedSnapshotException e) {
      stored.foundWrong(content.digest());
      return Optional.empty();
    }
  }

  private static Optional<String> declaredType(byte[] bytes) {
    try {
      return JsonValues.string(Json.read(bytes).path("mediaType"));
    } catch (IOException e) {
      // Not a manifest: what the registry says of it decides.
      return Optional.empty();
    }
  }

  private Manifest fromSources(DescriptorDigest digest, Collection<Repository> sources)
      throws SourceException {
    SourceFailures failures = new SourceFailures();
    for (Repository source : sources) {
      try {
        read.increment();
        return images.manifest(source, digest);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    throw failures.exception("manifest " + digest);
  }
}
