package dev.reinstate.sandbox.answer;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;

/** The endpoints of a blob that is there. */
public final class Blobs {

  private final RegistryContents contents;

  public Blobs(RegistryContents contents) {
    this.contents = contents;
  }

  /** GET and HEAD: the spec, "Pulling blobs". */
  public Reply read(Call call) throws RefusedException {
    DescriptorDigest digest = Names.digest(call.target().reference());
    byte[] bytes = contents.blob(call.target().repository(), digest).orElseThrow(Blobs::unknown);
    return Reply.of(200)
        .with("Docker-Content-Digest", digest.toString())
        .withBody("application/octet-stream", bytes);
  }

  /** DELETE: the spec, "Deleting Blobs". */
  public Reply delete(Call call) throws RefusedException {
    DescriptorDigest digest = Names.digest(call.target().reference());
    if (!contents.deleteBlob(call.target().repository(), digest)) {
      throw unknown();
    }
    return Reply.of(202);
  }

  private static RefusedException unknown() {
    return new RefusedException(404, "BLOB_UNKNOWN", "no such blob");
  }
}
