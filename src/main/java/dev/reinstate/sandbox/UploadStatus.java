package dev.reinstate.sandbox;

/** GET of an open upload: the spec, "Pushing a blob in chunks". */
final class UploadStatus implements Handler {

  private final Uploads uploads;
  private final UploadReplies replies;

  UploadStatus(Uploads uploads, UploadReplies replies) {
    this.uploads = uploads;
    this.replies = replies;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    return replies.progress(204, uploads.find(call.target()));
  }
}
