package dev.reinstate.snapshot.inspection;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Descriptor;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.format.SnapshotDocuments;
import dev.reinstate.snapshot.format.StoredImage;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a snapshot as a plain OCI image layout, for any tool that reads one. A reference is the
 * full {@code host/path:tag}.
 *
 * <p>Source: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md.
 */
public final class SnapshotExport {

  private final SnapshotStore store;
  private final SnapshotDocuments documents;
  private final ParallelIo parallel;

  public SnapshotExport(SnapshotStore store, FanOut fanOut) {
    this.store = store;
    this.documents = new SnapshotDocuments(store);
    this.parallel = new ParallelIo(fanOut);
  }

  /**
   * Exports every image the snapshot holds; its index is written last.
   *
   * @param directory absent or empty
   * @throws DirectoryNotEmptyException when it is neither
   */
  public ExportResult export(LoadedSnapshot snapshot, Path directory) throws IOException {
    Path blobFolder = directory.resolve("blobs").resolve("sha256");
    prepare(directory, blobFolder);
    ExportIndex index = new ExportIndex();
    snapshot.state().repositories().forEach(index::add);
    ExportedBlobs exported = new ExportedBlobs(store, blobFolder, index.problems());
    parallel.map(blobs(index.images(), exported), exported::add);
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.write(directory.resolve("index.json"), index.json());
    return exported.result(index.size());
  }

  private static void prepare(Path directory, Path blobFolder) throws IOException {
    if (Files.exists(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        if (entries.iterator().hasNext()) {
          throw new DirectoryNotEmptyException(directory.toString());
        }
      }
    }
    Files.createDirectories(blobFolder);
  }

  private ImmutableSet<DescriptorDigest> blobs(
      Map<DescriptorDigest, MergeBaseImage> images, ExportedBlobs exported) throws IOException {
    ImmutableSet<DescriptorDigest> stored = store.blobs().keySet();
    ImmutableSet.Builder<DescriptorDigest> blobs = ImmutableSet.builder();
    for (Optional<StoredImage> image :
        parallel.map(images.entrySet(), entry -> read(entry, stored, exported))) {
      image.ifPresent(
          read -> {
            blobs.add(read.content().digest());
            read.blobs().stream().map(Descriptor::digest).forEach(blobs::add);
          });
    }
    return blobs.build();
  }

  private Optional<StoredImage> read(
      Map.Entry<DescriptorDigest, MergeBaseImage> image,
      Set<DescriptorDigest> stored,
      ExportedBlobs exported)
      throws IOException {
    try {
      return Optional.of(StoredImage.read(documents, image.getKey(), image.getValue(), stored));
    } catch (DamagedSnapshotException e) {
      exported.fail("image " + image.getKey(), e.getMessage());
      return Optional.empty();
    }
  }
}
