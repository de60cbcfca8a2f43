package dev.reinstate.registry;

import dev.reinstate.apply.ImageWriter.UploadSession;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.endpoint.HeadBlob;
import dev.reinstate.registry.endpoint.OpenUpload;
import dev.reinstate.registry.endpoint.PutBlob;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.registry.pace.Retries;
import dev.reinstate.registry.wire.Content;
import java.io.IOException;
import java.util.Optional;

/** Uploads blobs: an upload that failed is begun again from scratch, unless it succeeded unseen. */
final class BlobUpload {

  private final RegistryCaller caller;
  private final Retries retries;

  BlobUpload(RegistryCaller caller, Retries retries) {
    this.caller = caller;
    this.retries = retries;
  }

  /**
   * Returns when the repository has the blob.
   *
   * @param opened an upload for the first attempt to use
   */
  void run(Repository repository, Descriptor blob, Content body, Optional<UploadSession> opened)
      throws IOException {
    retries.run(
        caller.address(repository).host(),
        number -> {
          if (number == 1) {
            send(repository, blob, body, opened);
          } else if (!isThere(repository, blob)) {
            send(repository, blob, body, Optional.empty());
          }
          return blob;
        });
  }

  /** Only looks whether the bytes need to be sent again, so that its own failure is none. */
  private boolean isThere(Repository repository, Descriptor blob) {
    try {
      return caller.call(repository, new HeadBlob(blob.digest())).orElse(false);
    } catch (IOException e) {
      return false;
    }
  }

  private void send(
      Repository repository, Descriptor blob, Content body, Optional<UploadSession> opened)
      throws IOException {
    UploadSession session =
        opened.isPresent()
            ? opened.get()
            : caller.call(repository, OpenUpload.plain()).orElseThrow();
    caller.callOnce(repository, new PutBlob(session.location(), blob.digest(), body));
  }
}
