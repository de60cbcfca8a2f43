package dev.reinstate.sandbox.answer;

import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;

/** GET of an open upload: the spec, "Pushing a blob in chunks". */
public final class UploadStatus implements Handler {

  private final Uploads uploads;
  private final UploadReplies replies;

  public UploadStatus(Uploads uploads, UploadReplies replies) {
    this.uploads = uploads;
    this.replies = replies;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    return replies.progress(204, uploads.find(call.target()));
  }
}
