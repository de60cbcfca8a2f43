package dev.reinstate.sandbox.answer;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;

/** PUT that ends an upload, with the blob or its last part: the spec, "Pushing blobs". */
public final class UploadCompletion implements Handler {

  private final RegistryContents contents;
  private final Uploads uploads;
  private final UploadPart part;
  private final UploadReplies replies;

  public UploadCompletion(
      RegistryContents contents, Uploads uploads, UploadPart part, UploadReplies replies) {
    this.contents = contents;
    this.uploads = uploads;
    this.part = part;
    this.replies = replies;
  }

  @Override
  public Reply handle(Call call) throws RefusedException, IOException {
    Upload upload = uploads.find(call.target());
    DescriptorDigest digest = Names.digest(call.query("digest").orElse(""));
    part.append(upload, call);
    uploads.close(upload);
    byte[] bytes = upload.bytes();
    UploadReplies.requireDigest(digest, bytes);
    contents.putBlob(upload.repository(), digest, bytes);
    return replies.created(upload.repository(), digest);
  }
}
