package dev.reinstate.signature;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import java.io.IOException;

/** Reads what is signed. */
public interface AttachmentReader {

  /**
   * An attachment with all it holds, known better than by its listing.
   *
   * @throws java.nio.file.NoSuchFileException when it is gone
   * @throws IOException when it cannot be read, or is none of the known forms
   */
  Opened open(Repository repository, Attachment attachment) throws IOException;

  /**
   * What an attachment holds.
   *
   * @param attachment the same with its kind and predicate type
   * @param contents each a signature of its own, one of them is enough
   */
  record Opened(Attachment attachment, ImmutableList<SignedContent> contents) {}
}
