package dev.reinstate.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/** Creates files that are either whole and on disk or not there, and never replaces one. */
final class AtomicFiles {

  private static final String READ_ONLY = "r--r--r--";

  /** No upload of one blob takes as long. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Path temporary;
  private volatile Boolean syncsDirectories;
  private final AtomicBoolean tidied = new AtomicBoolean();

  /**
   * @param temporary where files grow; on the same file system as where they go
   */
  AtomicFiles(Path temporary) {
    this.temporary = temporary;
  }

  /**
   * Creates a file in a directory that exists.
   *
   * @return false when there is one of this name, which is left as it is
   */
  boolean create(Path target, InputStream content) throws IOException {
    Files.createDirectories(temporary);
    Path growing = Files.createTempFile(temporary, "growing-", null);
    try {
      if (tidied.compareAndSet(false, true)) {
        removeAbandoned(Files.getLastModifiedTime(growing).toInstant().minus(ABANDONED));
      }
      write(growing, content);
      link(growing, target);
      sync(target.getParent());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      remove(growing);
    }
  }

  /**
   * Writes a directory to disk, so that the names of new files last. Where a file system does not
   * sync directories at all, as many shares, it has to see to that itself.
   */
  private void sync(Path directory) throws IOException {
    if (syncsDirectories == null) {
      syncsDirectories = canSyncDirectories();
    }
    if (syncsDirectories) {
      force(directory);
    }
  }

  private boolean canSyncDirectories() {
    try {
      force(temporary);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(/* metaData= */ true);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new FileSystemException(directory.toString(), null, e.getMessage());
    }
  }

  /** A hard link, unlike a rename, fails when the name is taken. */
  private static void link(Path growing, Path target) throws IOException {
    try {
      Files.createLink(target, growing);
    } catch (FileAlreadyExistsException | NoSuchFileException | AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      throw noLink(target, Objects.requireNonNullElse(e.getReason(), "it says no more"));
    } catch (UnsupportedOperationException e) {
      throw noLink(target, "unsupported");
    }
  }

  private static FileSystemException noLink(Path target, String reason) {
    return new FileSystemException(
        target.toString(),
        null,
        "cannot be made by a hard link ("
            + reason
            + "), and nothing else never replaces a file; where the file system has no hard links,"
            + " as SMB, FAT and gcsfuse, use a directory of another one, or gs://");
  }

  /** A run that was killed leaves what it was writing behind. */
  private void removeAbandoned(Instant before) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary, "growing-*")) {
      for (Path file : files) {
        if (lastModified(file).isBefore(before)) {
          remove(file);
        }
      }
    }
  }

  /**
   * A share may refuse to delete what is read-only; what stays is one more link to a whole file.
   */
  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Tried again a day later.
    }
  }

  private static Instant lastModified(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException e) {
      // Another writer just finished with it.
      return Instant.MAX;
    }
  }

  private static void write(Path file, InputStream content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        named(file, ByteBuffer.wrap(buffer, 0, read), channel::write);
      }
      makeReadOnly(file);
      named(file, true, channel::force);
    }
  }

  private interface Step<T> {
    void take(T argument) throws IOException;
  }

  /** What a channel throws does not say which file it is. */
  private static <T> void named(Path file, T argument, Step<T> step) throws IOException {
    try {
      step.take(argument);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new FileSystemException(file.toString(), null, e.getMessage());
    }
  }

  /** As far as the file system lets us: a share may have its own ideas of permissions. */
  private static void makeReadOnly(Path file) {
    PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (posix != null) {
      try {
        posix.setPermissions(PosixFilePermissions.fromString(READ_ONLY));
      } catch (IOException | UnsupportedOperationException e) {
        // Nothing here ever writes to the file again.
      }
    }
  }
}
