package dev.reinstate.snapshot.inspection;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.ByteStreams;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.inspection.VerifyRequest.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Reads objects of a store, also those that a snapshot does not need. */
final class StoredObjects {

  private final SnapshotStore store;
  private final ImmutableMap<DescriptorDigest, Long> stored;
  private final Reading reading;
  private final ImmutableSet<DescriptorDigest> needed;
  private final ImmutableSet<String> known;
  private final ConcurrentLinkedQueue<SnapshotProblem> problems = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> notes = new ConcurrentLinkedQueue<>();
  private final LongAdder hashed = new LongAdder();
  private final LongAdder hashedBytes = new LongAdder();

  /**
   * @param needed the snapshot's blobs; only that one of them is damaged is a problem
   * @param known the parts of the snapshot that are known to be wrong
   */
  StoredObjects(
      SnapshotStore store,
      ImmutableMap<DescriptorDigest, Long> stored,
      Reading reading,
      ImmutableSet<DescriptorDigest> needed,
      ImmutableSet<String> known) {
    this.store = store;
    this.stored = stored;
    this.reading = reading;
    this.needed = needed;
    this.known = known;
  }

  /** Reads these, which are all there, in this order. */
  void read(ImmutableList<DescriptorDigest> chosen, ParallelIo parallel) throws IOException {
    Iterator<DescriptorDigest> line = chosen.iterator();
    parallel.map(chosen, any -> readNext(line));
  }

  /** Threads begin in any order; what is first in line is begun first all the same. */
  private boolean readNext(Iterator<DescriptorDigest> line) throws IOException {
    DescriptorDigest object;
    synchronized (line) {
      object = line.next();
      if (!reading.begins(object, stored.get(object))) {
        return false;
      }
    }
    read(object);
    return true;
  }

  private void read(DescriptorDigest object) throws IOException {
    try (InputStream content = store.openBlob(object)) {
      long bytes = ByteStreams.exhaust(content);
      reading.whole(object, bytes);
      if (needed.contains(object)) {
        hashed.increment();
        hashedBytes.add(bytes);
      }
    } catch (ContentMismatchException e) {
      reading.damaged(object, e.getMessage());
      if (needed.contains(object)) {
        problems.add(new SnapshotProblem("blob " + object, e.getMessage()));
      } else if (!known.contains("image " + object)) {
        notes.add("object " + object + ", no blob of this snapshot: " + e.getMessage());
      }
    }
  }

  ImmutableList<SnapshotProblem> problems() {
    return ImmutableList.copyOf(problems);
  }

  ImmutableList<String> notes() {
    return ImmutableList.sortedCopyOf(notes);
  }

  /** How many of the snapshot's blobs are right. */
  long hashed() {
    return hashed.sum();
  }

  /** Their size. */
  long hashedBytes() {
    return hashedBytes.sum();
  }
}
