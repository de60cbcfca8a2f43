package dev.reinstate.proof;

import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.snapshot.Documents;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ConcurrentSkipListMap;

/** Documents that are gone with the test. */
final class MemoryDocuments implements Documents {

  final ConcurrentSkipListMap<String, byte[]> all = new ConcurrentSkipListMap<>();

  @Override
  public ImmutableSortedSet<String> names(String from) {
    return ImmutableSortedSet.copyOf(all.tailMap(from).keySet());
  }

  @Override
  public byte[] read(String name) throws IOException {
    byte[] document = all.get(name);
    if (document == null) {
      throw new NoSuchFileException(name);
    }
    return document;
  }

  @Override
  public void create(String name, byte[] document) throws IOException {
    if (all.putIfAbsent(name, document) != null) {
      throw new FileAlreadyExistsException(name);
    }
  }
}
