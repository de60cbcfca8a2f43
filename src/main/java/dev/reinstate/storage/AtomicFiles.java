package dev.reinstate.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates files that are either whole and on disk or not there, and never replaces one. */
final class AtomicFiles {

  private static final String READ_ONLY = "r--r--r--";

  private final Path temporary;

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
