package dev.reinstate.apply.restore;

import dev.reinstate.apply.ImageWriter;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Repositories without blobs, among those that their registry does not know. It may have blobs for
 * them all the same: CNCF distribution knows a repository by its tags, and in object storage no
 * longer once they are deleted. So one blob is looked for, once a repository, before anything is
 * sent to it.
 *
 * <p>Source: https://github.com/distribution/distribution/blob/v3.0.0/registry/storage/tagstore.go
 */
final class EmptyRepositories {

  private final ImageWriter writer;
  private final SingleFlight<Repository, Boolean, RuntimeException> looks =
      new SingleFlight<>(RuntimeException.class);

  EmptyRepositories(ImageWriter writer) {
    this.writer = writer;
  }

  /**
   * Whether the repository seems to have no blobs; what cannot be looked at may have some.
   *
   * @param blobs of an image that may have been there
   */
  boolean has(Repository repository, List<Descriptor> blobs) {
    return looks.get(repository, () -> lacks(repository, blobs));
  }

  private boolean lacks(Repository repository, List<Descriptor> blobs) {
    Optional<Descriptor> any =
        blobs.stream().filter(blob -> !MediaTypes.isNondistributable(blob.mediaType())).findFirst();
    try {
      return any.isPresent() && !writer.hasBlob(repository, any.get().digest());
    } catch (IOException e) {
      return false;
    }
  }
}
