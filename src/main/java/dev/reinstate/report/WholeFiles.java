package dev.reinstate.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files beside where they belong and renames them when they are whole. */
final class WholeFiles {

  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private final Path directory;

  WholeFiles(Path directory) {
    this.directory = directory;
  }

  void write(String name, Content content) throws IOException {
    Path growing = directory.resolve("." + name + ".growing");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(growing))) {
      content.writeTo(out);
    }
    try {
      Files.move(growing, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      // Nobody waits for a report, who would see half of it.
      Files.move(growing, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
