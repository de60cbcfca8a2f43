package dev.reinstate.snapshot.format;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;

/** Reads the documents of snapshots out of a store, each checked against its digest and size. */
public final class SnapshotDocuments {

  /** More than any real document; what a hostile store may make us hold. */
  private static final int MAX_BYTES = 256 << 20;

  private final SnapshotStore store;

  public SnapshotDocuments(SnapshotStore store) {
    this.store = store;
  }

  public SnapshotRoot root(SnapshotName name) throws IOException {
    return SnapshotRootCodec.decode(
        "snapshot " + name + " in " + store, store.snapshots().read(name.toString()));
  }

  public RegistryTree tree(Descriptor tree) throws IOException {
    String document = "registry tree " + tree.digest() + " in " + store;
    return RegistryTreeCodec.decode(document, read(document, tree));
  }

  public MergeBaseRepository repository(Descriptor index) throws IOException {
    String document = "repository index " + index.digest() + " in " + store;
    return RepositoryIndexCodec.decode(document, read(document, index));
  }

  /** The bytes of a stored manifest. */
  public byte[] manifest(Descriptor content) throws IOException {
    return read("manifest " + content.digest() + " in " + store, content);
  }

  private byte[] read(String document, Descriptor blob) throws IOException {
    try {
      return read(document, blob, store::openOriginal);
    } catch (DamagedSnapshotException e) {
      return read(document, blob, store::openBlob);
    }
  }

  private interface Opening {
    InputStream open(DescriptorDigest digest) throws IOException;
  }

  private static byte[] read(String document, Descriptor blob, Opening store) throws IOException {
    long most = blob.size() == Descriptor.UNKNOWN_SIZE ? MAX_BYTES : blob.size();
    if (most > MAX_BYTES) {
      throw new DamagedSnapshotException(document, "it would have " + most + " bytes");
    }
    try (InputStream content = store.open(blob.digest())) {
      byte[] bytes = content.readNBytes((int) most);
      if (content.read() >= 0 || (blob.size() >= 0 && bytes.length < most)) {
        throw new DamagedSnapshotException(document, "it does not have " + most + " bytes");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new DamagedSnapshotException(document, "it is missing");
    } catch (ContentMismatchException e) {
      throw new DamagedSnapshotException(document, e);
    }
  }
}
