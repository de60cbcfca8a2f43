package dev.reinstate.report.form;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** Writes files beside where they belong and renames them when they are whole. */
final class WholeFiles {

  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private final Path directory;

  WholeFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * @throws IOException that names the file; nothing of it is left, and one of an earlier run stays
   */
  void write(String name, Content content) throws IOException {
    Path file = directory.resolve(name);
    Path growing = directory.resolve("." + name + ".growing");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(growing))) {
        content.writeTo(out);
      }
      move(growing, file);
    } catch (IOException e) {
      remove(growing);
      throw new IOException("cannot write " + file + ": " + why(e), e);
    }
  }

  private static void move(Path growing, Path file) throws IOException {
    try {
      Files.move(growing, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      // Nobody waits for a report, who would see half of it.
      Files.move(growing, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void remove(Path growing) {
    try {
      Files.deleteIfExists(growing);
    } catch (IOException e) {
      // Why it could not be written is worth more; its name says that it is not whole.
    }
  }

  /** What it is about is named already; that is all that some of these messages say. */
  static String why(IOException e) {
    return e instanceof FileSystemException failure
        ? Objects.requireNonNullElse(failure.getReason(), e.getClass().getSimpleName())
        : e.getMessage();
  }
}
