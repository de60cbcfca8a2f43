package dev.reinstate.sandbox.answer;

import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import dev.reinstate.sandbox.http.Target;

/** DELETE of a blob: the spec, "Deleting Blobs". */
public final class BlobDeletion implements Handler {

  private final RegistryContents contents;

  public BlobDeletion(RegistryContents contents) {
    this.contents = contents;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    Target target = call.target();
    if (!contents.deleteBlob(target.repository(), Names.digest(target.reference()))) {
      throw new RefusedException(404, "BLOB_UNKNOWN", "no such blob");
    }
    return Reply.of(202);
  }
}
