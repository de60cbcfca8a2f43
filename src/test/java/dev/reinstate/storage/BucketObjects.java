package dev.reinstate.storage;

import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Ints;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/** The objects of a bucket whose locked retention policy keeps every one of them for ever. */
final class BucketObjects {

  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final AtomicInteger created = new AtomicInteger();

  /** What became of an attempt to write. */
  enum Written {
    CREATED,
    PRECONDITION_FAILED,
    RETAINED
  }

  Written write(String name, byte[] bytes, boolean onlyIfAbsent) {
    if (objects.putIfAbsent(name, bytes) == null) {
      created.incrementAndGet();
      return Written.CREATED;
    }
    return onlyIfAbsent ? Written.PRECONDITION_FAILED : Written.RETAINED;
  }

  Optional<byte[]> get(String name) {
    return Optional.ofNullable(objects.get(name));
  }

  SortedMap<String, byte[]> startingAt(String name) {
    return objects.tailMap(name);
  }

  /** Something no client can do. */
  void corrupt(String name, byte[] bytes) {
    objects.put(name, bytes);
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
