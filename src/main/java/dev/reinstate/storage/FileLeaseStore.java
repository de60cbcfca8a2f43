package dev.reinstate.storage;

import com.google.common.hash.Hashing;
import dev.reinstate.apply.lease.LeaseStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * A lease in a file that all runs see. Reading, comparing and replacing are one step under a lock
 * on a second file, which the operating system gives back when a process dies.
 */
final class FileLeaseStore implements LeaseStore {

  /** A lock is held by the process, so threads of one process need their own. */
  private static final Object IN_PROCESS = new Object();

  private final Path file;
  private final Path lock;

  FileLeaseStore(Path file) {
    this.file = file;
    this.lock = sibling(".lock");
  }

  @Override
  public Optional<Stored> read() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(
            file + " is too large to be a lease; name another place with --lease");
      }
      String content = new String(bytes, StandardCharsets.UTF_8);
      return Optional.of(new Stored(content, versionOf(content)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The place's own clock is that of a file written just now. */
  @Override
  public Optional<Duration> age() throws IOException {
    Path written = sibling(".now");
    try {
      Files.writeString(written, "");
      return Optional.of(
          Duration.between(
              Files.getLastModifiedTime(file).toInstant(),
              Files.getLastModifiedTime(written).toInstant()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public Optional<String> create(String content) throws IOException {
    return writeIf(Optional.empty(), content);
  }

  @Override
  public Optional<String> replace(String content, String version) throws IOException {
    return writeIf(Optional.of(version), content);
  }

  private Optional<String> writeIf(Optional<String> expected, String content) throws IOException {
    Files.createDirectories(file.getParent());
    synchronized (IN_PROCESS) {
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = lock(channel)) {
        if (!held.isValid() || !read().map(Stored::version).equals(expected)) {
          return Optional.empty();
        }
        write(content);
        return Optional.of(versionOf(content));
      }
    }
  }

  private FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.lock();
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      throw unfit("cannot be locked", e);
    }
  }

  /** Only under the lock, so one name will do and nothing is left behind by a process that dies. */
  private void write(String content) throws IOException {
    Path written = sibling(".new");
    Files.writeString(written, content);
    try {
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw unfit("cannot be replaced in one step", e);
    }
  }

  private FileSystemException unfit(String what, Exception cause) {
    FileSystemException unfit =
        new FileSystemException(
            file.toString(),
            null,
            what
                + " ("
                + cause.getMessage()
                + "), so that it would not keep two runs apart; name a file on another file system"
                + " with --lease, or gs://bucket/object");
    unfit.initCause(cause);
    return unfit;
  }

  private Path sibling(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static String versionOf(String content) {
    return Hashing.sha256().hashString(content, StandardCharsets.UTF_8).toString();
  }

  @Override
  public LeaseStore at(String location) {
    return new FileLeaseStore(Path.of(location).toAbsolutePath());
  }

  @Override
  public String toString() {
    return file.toString();
  }

  @Override
  public void close() {}
}
