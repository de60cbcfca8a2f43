package dev.reinstate.sandbox.answer;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Digests;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;

/** The answers that the upload endpoints have in common. */
public final class UploadReplies {

  private final Locations locations;

  public UploadReplies(Locations locations) {
    this.locations = locations;
  }

  Reply opened(Upload upload) {
    return progress(202, upload);
  }

  /**
   * Where the upload stands. The location has a query of its own, as cloud registries' have: a
   * client has to add to it, not replace it.
   */
  Reply progress(int status, Upload upload) {
    String path = "/v2/" + upload.repository() + "/blobs/uploads/" + upload.id();
    return Reply.of(status)
        .with("Location", locations.of(path + "?state=" + upload.size()))
        .with("Range", "0-" + Math.max(0, upload.size() - 1))
        .with("Docker-Upload-UUID", upload.id());
  }

  Reply created(String repository, DescriptorDigest digest) {
    return Reply.of(201)
        .with("Location", locations.of("/v2/" + repository + "/blobs/" + digest))
        .with("Docker-Content-Digest", digest.toString());
  }

  static void requireDigest(DescriptorDigest digest, byte[] bytes) throws RefusedException {
    DescriptorDigest actual = Digests.of(bytes);
    if (!actual.equals(digest)) {
      throw new RefusedException(400, "DIGEST_INVALID", "the digest of the content is " + actual);
    }
  }
}
