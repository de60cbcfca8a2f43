package dev.reinstate.sandbox.answer;

import com.google.common.base.Splitter;
import com.google.common.primitives.Longs;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** PATCH of an open upload: the spec, "Pushing a blob in chunks". */
public final class UploadPart implements Handler {

  private final Uploads uploads;
  private final UploadReplies replies;
  private final boolean chunks;

  public UploadPart(Uploads uploads, UploadReplies replies, boolean chunks) {
    this.uploads = uploads;
    this.replies = replies;
    this.chunks = chunks;
  }

  @Override
  public Reply handle(Call call) throws RefusedException, IOException {
    Upload upload = uploads.find(call.target());
    append(upload, call);
    return replies.progress(202, upload);
  }

  /** Adds the request's body, which must begin where the upload ends. */
  void append(Upload upload, Call call) throws RefusedException, IOException {
    Optional<String> range = call.header("content-range");
    byte[] part = call.readBody();
    if (!chunks && part.length > 0 && (range.isPresent() || upload.size() > 0)) {
      throw new RefusedException(400, "UNSUPPORTED", "this registry takes a blob in one piece");
    }
    if (range.isPresent() && !fits(range.get(), upload.size(), part.length)) {
      throw new RefusedException(
              416, "BLOB_UPLOAD_INVALID", "the upload stands at byte " + upload.size())
          .with("Range", "0-" + Math.max(0, upload.size() - 1));
    }
    upload.append(part);
  }

  /** The spec's form is {@code <first>-<last>}, both counted from 0 and included. */
  private static boolean fits(String range, long start, int length) {
    List<String> bounds = Splitter.on('-').splitToList(range);
    if (bounds.size() != 2) {
      return false;
    }
    Long first = Longs.tryParse(bounds.get(0));
    Long last = Longs.tryParse(bounds.get(1));
    return first != null && last != null && first == start && last == start + length - 1;
  }
}
