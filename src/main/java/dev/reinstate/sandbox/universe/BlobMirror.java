package dev.reinstate.sandbox.universe;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Digests;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.Reply;

/**
 * A bucket that anybody may read blobs from, as {@code registry.k8s.io} lays them out:
 * https://github.com/kubernetes/registry.k8s.io/blob/main/cmd/archeio/docs/request-handling.md
 */
record BlobMirror(ImmutableMap<DescriptorDigest, byte[]> blobs) implements Exchange {

  /** Below the host; what follows is a digest. */
  static final String PATH = "/containers/images";

  @Override
  public Reply answer(Call call) {
    String path = call.target().reference();
    byte[] bytes = path.startsWith(PATH + "/") ? find(path.substring(PATH.length() + 1)) : null;
    return bytes == null
        ? Reply.of(404)
        : Reply.of(200).withBody("application/octet-stream", bytes);
  }

  private byte[] find(String digest) {
    try {
      return blobs.get(Digests.parse(digest));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
