package dev.reinstate.storage;

import com.google.cloud.storage.Storage;
import dev.reinstate.snapshot.Documents;
import java.io.IOException;
import java.nio.file.Path;

/** A place for documents, and whatever is open for it. */
public final class DocumentFolder implements AutoCloseable {

  /** A result of a million edges has hundreds of megabytes. */
  private static final int LARGEST = 1 << 30;

  private final String location;
  private final Documents documents;
  private final AutoCloseable client;

  private DocumentFolder(String location, Documents documents, AutoCloseable client) {
    this.location = location;
    this.documents = documents;
    this.client = client;
  }

  static DocumentFolder in(Path directory) {
    return new DocumentFolder(
        directory + directory.getFileSystem().getSeparator(),
        DirectoryRoot.documents(directory, LARGEST),
        () -> {});
  }

  static DocumentFolder in(BucketLocation location, Storage storage, StorageWaits waits) {
    return new DocumentFolder(
        location.toString(), BucketRoot.documents(location, storage, waits, LARGEST), storage);
  }

  public Documents documents() {
    return documents;
  }

  /** What all locations in it begin with. */
  @Override
  public String toString() {
    return location;
  }

  @Override
  public void close() throws IOException {
    try {
      client.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot close " + location, e);
    }
  }
}
