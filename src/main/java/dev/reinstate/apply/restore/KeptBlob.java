package dev.reinstate.apply.restore;

import com.google.common.io.ByteSource;
import java.nio.file.Path;
import java.util.Optional;

/** A blob that the spool has whole. One thread at a time. */
final class KeptBlob {

  private final Optional<Path> file;
  private final SpoolSpace space;
  private final long size;
  private final ByteSource bytes;
  private int loans;
  private boolean wasLent;

  /**
   * @param space in which it takes what it has written
   */
  KeptBlob(SpoolFile file, SpoolSpace space) {
    this.file = file.path();
    this.space = space;
    this.size = file.finish();
    this.bytes = file.bytes();
  }

  SpoolSpace space() {
    return space;
  }

  long size() {
    return size;
  }

  /** To be read as often as wanted. */
  ByteSource bytes() {
    return bytes;
  }

  boolean isInMemory() {
    return file.isEmpty();
  }

  void lend() {
    loans++;
    wasLent = true;
  }

  void takeBack() {
    loans--;
  }

  /** Whether nobody sends it, nor is about to send it for the first time. */
  boolean isIdle() {
    return loans == 0 && wasLent;
  }

  /** Gives its space back; a file that cannot be deleted goes with the spool's directory. */
  void letGo() {
    file.ifPresent(path -> path.toFile().delete());
    space.give(size);
  }
}
