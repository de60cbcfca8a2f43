package dev.reinstate.storage;

import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Ints;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/** The objects of a bucket. */
final class BucketObjects {

  private static final Stored ABSENT = new Stored(new byte[0], 0);

  private final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>();
  private final AtomicInteger created = new AtomicInteger();
  private final boolean retained;
  private long generation;

  /** One version of an object. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(byte[] bytes, long generation) {}

  /** What became of an attempt to write. */
  enum Written {
    CREATED,
    PRECONDITION_FAILED,
    RETAINED
  }

  /**
   * @param retained whether a locked retention policy keeps every object for ever
   */
  BucketObjects(boolean retained) {
    this.retained = retained;
  }

  /**
   * Writes one version.
   *
   * @param over the generation that must be there, 0 for none; empty for any
   */
  synchronized Written write(String name, byte[] bytes, OptionalLong over) {
    Stored before = objects.getOrDefault(name, ABSENT);
    if (over.isPresent() && over.getAsLong() != before.generation()) {
      return Written.PRECONDITION_FAILED;
    }
    if (retained && before.generation() > 0) {
      return Written.RETAINED;
    }
    objects.put(name, new Stored(bytes, ++generation));
    created.incrementAndGet();
    return Written.CREATED;
  }

  Optional<Stored> stored(String name) {
    return Optional.ofNullable(objects.get(name));
  }

  Optional<byte[]> get(String name) {
    return stored(name).map(Stored::bytes);
  }

  SortedMap<String, Stored> startingAt(String name) {
    return objects.tailMap(name);
  }

  /** Something no client can do. */
  void corrupt(String name, byte[] bytes) {
    objects.put(name, new Stored(bytes, 1));
  }

  int created() {
    return created.get();
  }

  static String crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return BaseEncoding.base64().encode(Ints.toByteArray((int) crc.getValue()));
  }
}
