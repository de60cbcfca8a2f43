package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;

/** Small documents of a store by name; none is ever replaced or deleted. */
public interface Documents {

  /** The names from this one on, whether or not it is there; in order. */
  ImmutableSortedSet<String> names(String from) throws IOException;

  /**
   * A whole document.
   *
   * @throws java.nio.file.NoSuchFileException when there is none of this name
   */
  byte[] read(String name) throws IOException;

  /**
   * Adds a document, which is visible only when it is complete.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is one of this name
   */
  void create(String name, byte[] document) throws IOException;
}
