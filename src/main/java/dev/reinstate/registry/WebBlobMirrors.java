package dev.reinstate.registry;

import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.Probed;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.registry.endpoint.GetBlob;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.stream.VerifiedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Locale;

/** Places on the web that serve blobs to everybody. */
final class WebBlobMirrors implements BlobMirrors {

  /** Stands for a repository in messages. */
  private static final String NAME = "blob-mirror";

  private final RegistryCaller caller;
  private final BlobProbe blobs;
  private final PlainHosts plainHosts;

  WebBlobMirrors(RegistryCaller caller, BlobProbe blobs, PlainHosts plainHosts) {
    this.caller = caller;
    this.blobs = blobs;
    this.plainHosts = plainHosts;
  }

  @Override
  public Probed<Descriptor> present(URI root, Descriptor blob) {
    try {
      return blobs.present(host(root), place(root, blob), blob);
    } catch (IllegalArgumentException e) {
      return new Probed.Unreadable<>(e.getMessage());
    }
  }

  @Override
  public InputStream open(URI root, Descriptor blob) throws IOException {
    Repository host;
    try {
      host = host(root);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    URI place = place(root, blob);
    return new VerifiedInputStream(
        new ResumingInputStream(
            offset -> caller.stream(host, new GetBlob(place, offset)), blob.size()),
        new ExpectedBlob(blob, root.toString()));
  }

  /** {@link IllegalArgumentException} unless blobs may be read from there. */
  private Repository host(URI root) {
    if (!Origin.of(root).isOpenTo(plainHosts)) {
      throw new IllegalArgumentException(
          "refused to read blob mirror "
              + root
              + " without TLS: it is not on this machine, and --plain-http does not name it");
    }
    return new Repository(root.getRawAuthority().toLowerCase(Locale.ROOT), NAME);
  }

  private static URI place(URI root, Descriptor blob) {
    String text = root.toString();
    return URI.create(text + (text.endsWith("/") ? "" : "/") + blob.digest());
  }
}
