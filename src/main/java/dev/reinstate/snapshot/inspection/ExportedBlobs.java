package dev.reinstate.snapshot.inspection;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Puts blobs of a store into the folder of an image layout, by hard links where that is possible.
 */
final class ExportedBlobs {

  private final SnapshotStore store;
  private final Path folder;
  private final ConcurrentLinkedQueue<SnapshotProblem> problems;
  private final LongAdder count = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder linked = new LongAdder();

  ExportedBlobs(SnapshotStore store, Path folder, Collection<SnapshotProblem> known) {
    this.store = store;
    this.folder = folder;
    this.problems = new ConcurrentLinkedQueue<>(known);
  }

  void fail(String part, String fault) {
    problems.add(new SnapshotProblem(part, fault));
  }

  /** Exports one blob; one that is missing or damaged becomes a problem. */
  Optional<Path> add(DescriptorDigest digest) throws IOException {
    Path target = folder.resolve(digest.getHash());
    try {
      if (link(digest, target)) {
        linked.increment();
      } else {
        copy(digest, target);
      }
    } catch (NoSuchFileException e) {
      fail("blob " + digest, "it is missing");
      return Optional.empty();
    } catch (ContentMismatchException e) {
      Files.deleteIfExists(target);
      fail("blob " + digest, e.getMessage());
      return Optional.empty();
    }
    count.increment();
    bytes.add(Files.size(target));
    return Optional.of(target);
  }

  private boolean link(DescriptorDigest digest, Path target) throws IOException {
    Optional<Path> file = store.localFile(digest);
    if (file.isEmpty()) {
      return false;
    }
    try {
      Files.createLink(target, file.get());
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      // Another file system, or one without hard links: the bytes are copied instead.
      return false;
    }
  }

  private void copy(DescriptorDigest digest, Path target) throws IOException {
    try (InputStream content = store.openBlob(digest)) {
      Files.copy(content, target);
    }
  }

  ExportResult result(long descriptors) {
    return new ExportResult(
        descriptors, count.sum(), bytes.sum(), linked.sum(), ImmutableList.copyOf(problems));
  }
}
