package dev.reinstate.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
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
import java.util.concurrent.atomic.AtomicBoolean;

/** Creates files that are either whole and on disk or not there, and never replaces one. */
final class AtomicFiles {

  private static final String READ_ONLY = "r--r--r--";

  /** No upload of one blob takes as long. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Path temporary;
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
      // A hard link, unlike a rename, fails when the name is taken.
      Files.createLink(target, growing);
      sync(target.getParent());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      throw new FileSystemException(
          target.toString(), null, "the file system has no hard links; use another directory");
    } finally {
      Files.delete(growing);
    }
  }

  /** A run that was killed leaves what it was writing behind. */
  private void removeAbandoned(Instant before) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary, "growing-*")) {
      for (Path file : files) {
        if (lastModified(file).isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
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
      OutputStream out = Channels.newOutputStream(channel);
      content.transferTo(out);
      PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (posix != null) {
        posix.setPermissions(PosixFilePermissions.fromString(READ_ONLY));
      }
      channel.force(/* metaData= */ true);
    }
  }

  /** The new name is durable only when its directory is written too. */
  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(/* metaData= */ true);
    }
  }
}
