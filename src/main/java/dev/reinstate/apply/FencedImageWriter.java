package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.io.ByteSource;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.Optional;

/** Writes only while the lease is held. */
public final class FencedImageWriter implements ImageWriter {

  private final ImageWriter next;
  private final Lease lease;

  public FencedImageWriter(ImageWriter next, Lease lease) {
    this.next = next;
    this.lease = lease;
  }

  @Override
  public Optional<DescriptorDigest> resolve(Repository repository, String tag) throws IOException {
    return next.resolve(repository, tag);
  }

  @Override
  public boolean hasBlob(Repository repository, DescriptorDigest blob) throws IOException {
    return next.hasBlob(repository, blob);
  }

  @Override
  public PutResult putManifest(Repository repository, String reference, Manifest manifest)
      throws IOException {
    lease.check();
    return next.putManifest(repository, reference, manifest);
  }

  @Override
  public Optional<UploadSession> mountBlob(
      Repository repository, DescriptorDigest blob, Repository from) throws IOException {
    lease.check();
    return next.mountBlob(repository, blob, from);
  }

  @Override
  public void uploadBlob(
      Repository repository, Descriptor blob, ByteSource bytes, Optional<UploadSession> session)
      throws IOException {
    lease.check();
    next.uploadBlob(repository, blob, bytes, session);
  }
}
