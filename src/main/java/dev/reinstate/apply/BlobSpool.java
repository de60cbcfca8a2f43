package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.io.ByteSource;
import com.google.common.io.MoreFiles;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Blobs on their way, in files: each is fetched once however many destinations want it. Those that
 * nobody is sending are let go, least recently used first, when all together exceed the limit.
 */
public final class BlobSpool implements AutoCloseable {

  /** Fetches a blob's bytes. */
  interface Fetch {
    void into(Path file) throws IOException;
  }

  private final Path directory;
  private final long limit;
  private final SingleFlight<DescriptorDigest, Path, IOException> fetches =
      new SingleFlight<>(IOException.class);
  private final Map<DescriptorDigest, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long total;

  /**
   * @param directory made for this run; deleted on close
   * @param limit bytes to keep; exceeded only by what is being sent
   */
  public BlobSpool(Path directory, long limit) {
    this.directory = directory;
    this.limit = limit;
  }

  /** In a new temporary directory, with half of the space that is free there. */
  public static BlobSpool create() throws IOException {
    Path directory = Files.createTempDirectory("reinstate");
    return new BlobSpool(directory, Files.getFileStore(directory).getUsableSpace() / 2);
  }

  /**
   * The blob's bytes, from the file when they were fetched before; the caller closes when it has
   * sent them.
   */
  Lease lease(Descriptor blob, Fetch source) throws IOException {
    while (true) {
      Path file = fetches.get(blob.digest(), () -> fetch(blob.digest(), source));
      Lease lease = leaseIfKept(blob.digest(), file);
      if (lease != null) {
        return lease;
      }
    }
  }

  private Path fetch(DescriptorDigest digest, Fetch source) throws IOException {
    Path file = Files.createTempFile(directory, digest.getHash().substring(0, 12), ".blob");
    try {
      source.into(file);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    synchronized (entries) {
      Entry entry = new Entry(file, Files.size(file));
      entries.put(digest, entry);
      total += entry.size;
    }
    return file;
  }

  /** Null when the file was let go between fetch and lease. */
  private Lease leaseIfKept(DescriptorDigest digest, Path file) {
    synchronized (entries) {
      Entry entry = entries.get(digest);
      if (entry == null || !entry.file.equals(file)) {
        return null;
      }
      entry.leases++;
      return new Lease(entry);
    }
  }

  private void release(Entry released) {
    synchronized (entries) {
      released.leases--;
      Iterator<Map.Entry<DescriptorDigest, Entry>> oldest = entries.entrySet().iterator();
      while (total > limit && oldest.hasNext()) {
        Map.Entry<DescriptorDigest, Entry> candidate = oldest.next();
        if (candidate.getValue().leases == 0) {
          total -= candidate.getValue().size;
          oldest.remove();
          fetches.forget(candidate.getKey());
          candidate.getValue().file.toFile().delete();
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    MoreFiles.deleteRecursively(directory);
  }

  /** A blob that stays in its file until this is closed. */
  final class Lease implements AutoCloseable {

    private final Entry entry;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    ByteSource bytes() {
      return MoreFiles.asByteSource(entry.file);
    }

    long size() {
      return entry.size;
    }

    @Override
    public void close() {
      release(entry);
    }
  }

  private static final class Entry {
    private final Path file;
    private final long size;
    private int leases;

    private Entry(Path file, long size) {
      this.file = file;
      this.size = size;
    }
  }
}
