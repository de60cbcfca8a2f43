package dev.reinstate.sandbox.answer;

import com.google.common.primitives.Bytes;
import java.util.ArrayList;
import java.util.List;

/** A blob on its way in. */
final class Upload {

  private final String id;
  private final String repository;
  private final List<byte[]> parts = new ArrayList<>();
  private long size;

  Upload(String id, String repository) {
    this.id = id;
    this.repository = repository;
  }

  String id() {
    return id;
  }

  String repository() {
    return repository;
  }

  /** Bytes so far. */
  synchronized long size() {
    return size;
  }

  /** The bytes so far as a {@code Range} header names them, which has no form for none. */
  String range() {
    return "0-" + Math.max(0, size() - 1);
  }

  synchronized void append(byte[] part) {
    if (part.length > 0) {
      parts.add(part);
      size += part.length;
    }
  }

  synchronized byte[] bytes() {
    return parts.size() == 1 ? parts.get(0) : Bytes.concat(parts.toArray(byte[][]::new));
  }
}
