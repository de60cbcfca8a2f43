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
 * Blobs on their way, small ones in memory and others in files: each is fetched once however many
 * destinations want it. All together never take more than the limits: space for a blob is taken
 * before it is fetched, and those that nobody is sending are let go for it, least recently used
 * first.
 */
public final class BlobSpool implements AutoCloseable {

  /** Fetches a blob's bytes. */
  interface Fetch {
    void into(SpoolFile file) throws IOException;
  }

  /** In bytes: where the file costs more than what is in it. */
  private static final long SMALL = 64 * 1024;

  /** Bytes of small blobs in memory. */
  private static final long MEMORY = 16 << 20;

  private final Path directory;
  private final long small;
  private final SpoolSpace disk;
  private final SpoolSpace memory;
  private final SingleFlight<DescriptorDigest, KeptBlob, IOException> fetches =
      new SingleFlight<>(IOException.class);

  /** Blobs of unknown size come one at a time: two could wait for each other's space. */
  private final ReentrantLock unknownSize = new ReentrantLock();

  private final Object entries = new Object();
  private final Map<DescriptorDigest, KeptBlob> inFiles = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<DescriptorDigest, KeptBlob> inMemory = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param directory made for this run; deleted on close
   * @param limit bytes to keep, and no more than that in memory either
   * @param small bytes up to which a blob stays in memory
   */
  public BlobSpool(Path directory, long limit, long small) {
    this.directory = directory;
    this.small = small;
    this.disk = new SpoolSpace(limit, () -> letGo(inFiles));
    this.memory = new SpoolSpace(Math.min(limit, MEMORY), () -> letGo(inMemory));
  }

  /** In a new temporary directory, with half of the space that is free there. */
  public static BlobSpool create() throws IOException {
    Path directory = Files.createTempDirectory("reinstate");
    return new BlobSpool(directory, Files.getFileStore(directory).getUsableSpace() / 2, SMALL);
  }

  /** Bytes that are taken now. */
  long used() {
    return disk.used() + memory.used();
  }

  /**
   * The blob's bytes, from the file when they were fetched before; the caller closes when it has
   * sent them.
   *
   * @throws SpoolException when it cannot be kept here, for want of space or otherwise
   */
  Spooled lend(Descriptor blob, Fetch source) throws IOException {
    while (true) {
      KeptBlob entry = fetches.get(blob.digest(), () -> fetch(blob, source));
      Spooled spooled = spooledIfKept(blob.digest(), entry);
      if (spooled != null) {
        return spooled;
      }
    }
  }

  private KeptBlob fetch(Descriptor blob, Fetch source) throws IOException {
    Path path = directory.resolve(blob.digest().getHash() + ".blob");
    if (blob.size() != Descriptor.UNKNOWN_SIZE) {
      boolean isSmall = blob.size() <= small;
      SpoolSpace space = isSmall ? memory : disk;
      take(space, blob);
      SpoolFile file =
          isSmall
              ? SpoolFile.inMemory(path, blob, space)
              : SpoolFile.onDisk(path, blob, space, blob.size());
      return fill(file, blob, space, source);
    }
    unknownSize.lock();
    try {
      return fill(SpoolFile.onDisk(path, blob, disk, 0), blob, disk, source);
    } finally {
      unknownSize.unlock();
    }
  }

  private static void take(SpoolSpace space, Descriptor blob) throws SpoolException {
    if (!space.holds(blob.size())) {
      throw new SpoolException(blob.digest() + " is larger than the spool may be", null);
    }
    space.take(blob.size());
  }

  private KeptBlob fill(SpoolFile file, Descriptor blob, SpoolSpace space, Fetch source)
      throws IOException {
    boolean done = false;
    try {
      source.into(file);
      done = true;
    } finally {
      if (!done) {
        file.delete();
        space.give(file.taken());
      }
    }
    KeptBlob entry = new KeptBlob(file, space);
    synchronized (entries) {
      alike(entry).put(blob.digest(), entry);
    }
    return entry;
  }

  /** Null when it was let go between fetch and loan. */
  private Spooled spooledIfKept(DescriptorDigest digest, KeptBlob fetched) {
    synchronized (entries) {
      KeptBlob entry = alike(fetched).get(digest);
      if (entry == null || !entry.equals(fetched)) {
        return null;
      }
      entry.lend();
      return new Spooled(entry);
    }
  }

  /** Whether there was something that nobody sends, nor is about to send for the first time. */
  private boolean letGo(Map<DescriptorDigest, KeptBlob> kept) {
    synchronized (entries) {
      Iterator<Map.Entry<DescriptorDigest, KeptBlob>> oldest = kept.entrySet().iterator();
      while (oldest.hasNext()) {
        Map.Entry<DescriptorDigest, KeptBlob> candidate = oldest.next();
        KeptBlob entry = candidate.getValue();
        if (entry.isIdle()) {
          oldest.remove();
          fetches.forget(candidate.getKey());
          entry.letGo();
          return true;
        }
      }
      return false;
    }
  }

  private Map<DescriptorDigest, KeptBlob> alike(KeptBlob blob) {
    return blob.isInMemory() ? inMemory : inFiles;
  }

  private void release(KeptBlob released) {
    synchronized (entries) {
      released.takeBack();
    }
    released.space().offer();
  }

  @Override
  public void close() throws IOException {
    MoreFiles.deleteRecursively(directory);
  }

  /** A blob that stays until this is closed. */
  final class Spooled implements AutoCloseable {

    private final KeptBlob entry;

    private Spooled(KeptBlob entry) {
      this.entry = entry;
    }

    ByteSource bytes() {
      return entry.bytes();
    }

    long size() {
      return entry.size();
    }

    @Override
    public void close() {
      release(entry);
    }
  }
}
