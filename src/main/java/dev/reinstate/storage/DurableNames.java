package dev.reinstate.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes directories to disk, so that the names of new files last. Where a file system does not
 * sync directories at all, as many shares, it has to see to that itself.
 */
final class DurableNames {

  private final Path sample;
  private volatile Boolean syncs;

  /**
   * @param sample a directory, there when the first name is to last, that shows what can be done
   */
  DurableNames(Path sample) {
    this.sample = sample;
  }

  void sync(Path directory) throws IOException {
    if (syncs == null) {
      syncs = canSync();
    }
    if (syncs) {
      force(directory);
    }
  }

  private boolean canSync() {
    try {
      force(sample);
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
}
