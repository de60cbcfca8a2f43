package dev.reinstate.apply.restore;

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
import java.util.concurrent.locks.ReentrantLock;

/**
 * Blobs on their way, in files: each is fetched once however many destinations want it. All
 * together never take more than the limit: space for a blob is taken before it is fetched, and
 * those that nobody is sending are let go for it, least recently used first.
 */
public final class BlobSpool implements AutoCloseable {

  /** Fetches a blob's bytes. */
  interface Fetch {
    void into(SpoolFile file) throws IOException;
  }

  private final Path directory;
  private final SpoolSpace space;
  private final SingleFlight<DescriptorDigest, Path, IOException> fetches =
      new SingleFlight<>(IOException.class);

  /** Blobs of unknown size come one at a time: two could wait for each other's space. */
  private final ReentrantLock unknownSize = new ReentrantLock();

  private final Map<DescriptorDigest, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param directory made for this run; deleted on close
   * @param limit bytes to keep
   */
  public BlobSpool(Path directory, long limit) {
    this.directory = directory;
    this.space = new SpoolSpace(limit, this::letGo);
  }

  /** In a new temporary directory, with half of the space that is free there. */
  public static BlobSpool create() throws IOException {
    Path directory = Files.createTempDirectory("reinstate");
    return new BlobSpool(directory, Files.getFileStore(directory).getUsableSpace() / 2);
  }

  /** Bytes that are taken now. */
  long used() {
    return space.used();
  }

  /**
   * The blob's bytes, from the file when they were fetched before; the caller closes when it has
   * sent them.
   *
   * @throws SpoolException when it cannot be kept here, for want of space or otherwise
   */
  Spooled lend(Descriptor blob, Fetch source) throws IOException {
    while (true) {
      Path file = fetches.get(blob.digest(), () -> fetch(blob, source));
      Spooled spooled = spooledIfKept(blob.digest(), file);
      if (spooled != null) {
        return spooled;
      }
    }
  }

  private Path fetch(Descriptor blob, Fetch source) throws IOException {
    if (blob.size() != Descriptor.UNKNOWN_SIZE) {
      return fetch(blob, blob.size(), source);
    }
    unknownSize.lock();
    try {
      return fetch(blob, 0, source);
    } finally {
      unknownSize.unlock();
    }
  }

  private Path fetch(Descriptor blob, long size, Fetch source) throws IOException {
    if (!space.holds(size)) {
      throw new SpoolException(blob.digest() + " is larger than the spool may be", null);
    }
    space.take(size);
    Path path = directory.resolve(blob.digest().getHash() + ".blob");
    SpoolFile file = new SpoolFile(path, blob, space, size);
    boolean done = false;
    try {
      source.into(file);
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(path);
        space.give(file.taken());
      }
    }
    Entry entry = new Entry(path, file.finish());
    synchronized (entries) {
      entries.put(blob.digest(), entry);
    }
    return path;
  }

  /** Null when the file was let go between fetch and loan. */
  private Spooled spooledIfKept(DescriptorDigest digest, Path file) {
    synchronized (entries) {
      Entry entry = entries.get(digest);
      if (entry == null || !entry.file.equals(file)) {
        return null;
      }
      entry.loans++;
      entry.wasLent = true;
      return new Spooled(entry);
    }
  }

  /** Whether there was something that nobody sends, nor is about to send for the first time. */
  private boolean letGo() {
    synchronized (entries) {
      Iterator<Map.Entry<DescriptorDigest, Entry>> oldest = entries.entrySet().iterator();
      while (oldest.hasNext()) {
        Map.Entry<DescriptorDigest, Entry> candidate = oldest.next();
        Entry entry = candidate.getValue();
        if (entry.loans == 0 && entry.wasLent) {
          oldest.remove();
          entry.file.toFile().delete();
          fetches.forget(candidate.getKey());
          space.give(entry.size);
          return true;
        }
      }
      return false;
    }
  }

  private void release(Entry released) {
    synchronized (entries) {
      released.loans--;
    }
    space.offer();
  }

  @Override
  public void close() throws IOException {
    MoreFiles.deleteRecursively(directory);
  }

  /** A blob that stays in its file until this is closed. */
  final class Spooled implements AutoCloseable {

    private final Entry entry;

    private Spooled(Entry entry) {
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
    private int loans;
    private boolean wasLent;

    private Entry(Path file, long size) {
      this.file = file;
      this.size = size;
    }
  }
}
