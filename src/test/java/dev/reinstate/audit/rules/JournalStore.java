package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Repository;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.snapshot.Documents;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.journal.JournalEntry;
import dev.reinstate.snapshot.journal.WriteJournal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store that has a journal and nothing else, and counts what is asked of it. */
public final class JournalStore implements SnapshotStore, Documents {

  /** From which names on it was listed. */
  public final List<String> listings = new ArrayList<>();

  public final List<String> reads = new ArrayList<>();
  public volatile boolean broken;

  private final ConcurrentSkipListMap<String, byte[]> entries = new ConcurrentSkipListMap<>();

  /** Announces one image. */
  public void announce(Instant time, String repository, SampleImage image, String... tags)
      throws IOException {
    JournalEntry.Write write =
        new JournalEntry.Write(image.digest(), ImmutableSortedSet.copyOf(tags));
    new WriteJournal(this)
        .announce(
            new JournalEntry(
                "night shift", time, ImmutableListMultimap.of(Repository.parse(repository), write)),
            "0".repeat(64));
  }

  public void put(String name, byte[] entry) {
    entries.put(name, entry);
  }

  @Override
  public synchronized ImmutableSortedSet<String> names(String from) throws IOException {
    listings.add(from);
    if (broken) {
      throw new IOException("storage does not answer");
    }
    return ImmutableSortedSet.copyOf(entries.tailMap(from).keySet());
  }

  @Override
  public synchronized byte[] read(String name) throws IOException {
    reads.add(name);
    byte[] entry = entries.get(name);
    if (entry == null) {
      throw new NoSuchFileException(name);
    }
    return entry;
  }

  @Override
  public void create(String name, byte[] entry) throws IOException {
    if (entries.putIfAbsent(name, entry) != null) {
      throw new FileAlreadyExistsException(name);
    }
  }

  @Override
  public ImmutableMap<DescriptorDigest, Long> blobs() {
    return ImmutableMap.of();
  }

  @Override
  public InputStream openBlob(DescriptorDigest digest) throws IOException {
    throw new NoSuchFileException(digest.toString());
  }

  @Override
  public InputStream openOriginal(DescriptorDigest digest) throws IOException {
    return openBlob(digest);
  }

  @Override
  public boolean repairBlob(DescriptorDigest digest, long size, InputStream content) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean createBlob(DescriptorDigest digest, long size, InputStream content) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Documents snapshots() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Documents successors() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Documents journal() {
    return this;
  }

  @Override
  public Documents proofs() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String toString() {
    return "memory";
  }

  @Override
  public void close() {}
}
