package dev.reinstate.sandbox;

import com.google.common.io.ByteSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A blob on its way in. */
final class Upload {

  private final String id;
  private final String repository;
  private final List<ByteSource> parts = new ArrayList<>();
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

  synchronized void append(byte[] part) {
    parts.add(ByteSource.wrap(part));
    size += part.length;
  }

  synchronized byte[] bytes() throws IOException {
    return ByteSource.concat(parts).read();
  }
}
