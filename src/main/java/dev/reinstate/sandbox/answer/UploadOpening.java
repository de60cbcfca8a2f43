package dev.reinstate.sandbox.answer;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;
import java.util.Optional;

/** POST that opens an upload, mounts a blob or brings it along: the spec, "Pushing blobs". */
public final class UploadOpening implements Handler {

  private final RegistryContents contents;
  private final Uploads uploads;
  private final UploadReplies replies;
  private final boolean mounts;

  public UploadOpening(
      RegistryContents contents, Uploads uploads, UploadReplies replies, boolean mounts) {
    this.contents = contents;
    this.uploads = uploads;
    this.replies = replies;
    this.mounts = mounts;
  }

  @Override
  public Reply handle(Call call) throws RefusedException, IOException {
    String repository = call.target().repository();
    Optional<String> digest = call.query("digest");
    if (digest.isPresent()) {
      return store(repository, Names.digest(digest.get()), call.readBody());
    }
    Optional<String> mount = call.query("mount");
    if (mount.isPresent() && mounted(repository, Names.digest(mount.get()), call.query("from"))) {
      return replies.created(repository, Names.digest(mount.get()));
    }
    return replies.opened(uploads.open(repository));
  }

  private Reply store(String repository, DescriptorDigest digest, byte[] bytes)
      throws RefusedException {
    UploadReplies.requireDigest(digest, bytes);
    contents.putBlob(repository, digest, bytes);
    return replies.created(repository, digest);
  }

  private boolean mounted(String repository, DescriptorDigest digest, Optional<String> from) {
    if (!mounts || from.isEmpty()) {
      return false;
    }
    Optional<byte[]> bytes = contents.blob(from.get(), digest);
    bytes.ifPresent(present -> contents.putBlob(repository, digest, present));
    return bytes.isPresent();
  }
}
