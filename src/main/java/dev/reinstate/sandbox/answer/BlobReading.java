package dev.reinstate.sandbox.answer;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;

/** GET and HEAD of a blob: the spec, "Pulling blobs". */
public final class BlobReading implements Handler {

  private final RegistryContents contents;

  public BlobReading(RegistryContents contents) {
    this.contents = contents;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    DescriptorDigest digest = Names.digest(call.target().reference());
    byte[] bytes =
        contents
            .blob(call.target().repository(), digest)
            .orElseThrow(() -> new RefusedException(404, "BLOB_UNKNOWN", "no such blob"));
    return Reply.of(200)
        .with("Docker-Content-Digest", digest.toString())
        .withBody("application/octet-stream", bytes);
  }
}
