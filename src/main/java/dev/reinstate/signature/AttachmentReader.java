package dev.reinstate.signature;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import java.io.IOException;

/** Reads what is signed. */
public interface AttachmentReader {

  /**
   * What an attachment holds, by kind and predicate type: one of them unless it holds attestations
   * of several. None where it is of no known form, and therefore nothing that counts.
   *
   * @throws java.nio.file.NoSuchFileException when it is gone
   * @throws MalformedAttachmentException when it is there and cannot be what it claims to be
   * @throws IOException when it cannot be read
   */
  ImmutableList<Opened> open(Repository repository, Attachment attachment) throws IOException;

  /**
   * What an attachment holds of one kind and predicate type.
   *
   * @param attachment the same with kind and predicate type as its content has them
   * @param contents each a signature of its own, one of them is enough
   */
  record Opened(Attachment attachment, ImmutableList<SignedContent> contents) {}
}
