package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.ByteSource;
import dev.reinstate.apply.ExpectedTag;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.PutResult;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.KnownNames;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.endpoint.GetBlob;
import dev.reinstate.registry.endpoint.HeadBlob;
import dev.reinstate.registry.endpoint.OpenUpload;
import dev.reinstate.registry.endpoint.PostBlob;
import dev.reinstate.registry.endpoint.PutBlob;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.registry.endpoint.TagListing;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.pace.Retries;
import dev.reinstate.registry.wire.Content;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Pushes manifests and blobs. */
final class RegistryImageWriter implements ImageWriter {

  /** Answers to a mount after which the bytes may still be uploaded. */
  private static final ImmutableSet<Integer> MOUNT_REFUSED =
      ImmutableSet.of(400, 401, 403, 404, 405);

  /** Up to this, in bytes, a blob is brought along where its upload is opened. */
  private static final int BROUGHT_ALONG = 64 * 1024;

  private final RegistryCaller caller;
  private final ManifestResolver resolver;
  private final ManifestPush manifests;
  private final Retries retries;
  private final RepositoryLister lister;
  private final BlobCheckingHosts strict;
  private final ReferrersApi referrers;

  /** Hosts that passed over a blob that was brought along. */
  private final Set<String> opensFirst = ConcurrentHashMap.newKeySet();

  RegistryImageWriter(
      RegistryCaller caller,
      ManifestResolver resolver,
      RepositoryLister lister,
      BlobCheckingHosts strict,
      KnownNames names,
      Retries retries) {
    this.caller = caller;
    this.resolver = resolver;
    this.manifests = new ManifestPush(caller, resolver);
    this.retries = retries;
    this.lister = lister;
    this.strict = strict;
    this.referrers = new ReferrersApi(caller, names);
  }

  @Override
  public Optional<DescriptorDigest> resolve(Repository repository, String tag) throws IOException {
    return resolver.resolve(repository, tag);
  }

  @Override
  public ImmutableMap<String, Optional<DescriptorDigest>> tags(Repository repository)
      throws IOException {
    return lister.list(repository).map(TagListing::digestsByTag).orElse(ImmutableMap.of());
  }

  @Override
  public boolean refusesIncomplete(Repository repository, DescriptorDigest absent) {
    return strict.has(repository, absent);
  }

  @Override
  public boolean listsReferrers(Repository repository, DescriptorDigest subject)
      throws IOException {
    return referrers.covers(repository, subject);
  }

  @Override
  public boolean hasBlob(Repository repository, DescriptorDigest blob) throws IOException {
    Optional<Boolean> head = caller.call(repository, new HeadBlob(blob));
    return head.isPresent() ? head.get() : begins(repository, blob);
  }

  /** Where HEAD is refused. */
  private boolean begins(Repository repository, DescriptorDigest blob) throws IOException {
    try {
      caller.stream(repository, new GetBlob(GetBlob.place(blob), 0)).close();
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public PutResult putManifest(Repository repository, Manifest manifest) throws IOException {
    return manifests.run(repository, manifest);
  }

  @Override
  public PutResult putManifest(Repository repository, ExpectedTag tag, Manifest manifest)
      throws IOException {
    return manifests.run(repository, tag, manifest);
  }

  @Override
  public Optional<UploadSession> mountBlob(
      Repository repository, DescriptorDigest blob, Repository from) throws IOException {
    Repository source = caller.address(from);
    if (!source.host().equals(caller.address(repository).host())) {
      return Optional.of(openUpload(repository)); // a rewrite parted them
    }
    try {
      return caller.call(repository, OpenUpload.mounting(blob, source));
    } catch (RegistryException e) {
      if (MOUNT_REFUSED.contains(e.status().orElse(0))) {
        return Optional.of(openUpload(repository));
      }
      throw e;
    }
  }

  /** An upload that failed is begun again from scratch, unless it succeeded unseen. */
  @Override
  public void uploadBlob(
      Repository repository, Descriptor blob, ByteSource bytes, Optional<UploadSession> session)
      throws IOException {
    long length = blob.size() == Descriptor.UNKNOWN_SIZE ? bytes.size() : blob.size();
    Content body = new Content("application/octet-stream", length, bytes);
    retries.run(
        host(repository),
        number -> {
          if (number == 1) {
            send(repository, blob, body, session);
          } else if (!isThere(repository, blob)) {
            send(repository, blob, body, Optional.empty());
          }
          return blob;
        });
  }

  /** Only looks whether the bytes need to be sent again, so that its own failure is none. */
  private boolean isThere(Repository repository, Descriptor blob) {
    try {
      return caller.call(repository, new HeadBlob(blob.digest())).orElse(false);
    } catch (IOException e) {
      return false;
    }
  }

  private void send(
      Repository repository, Descriptor blob, Content body, Optional<UploadSession> opened)
      throws IOException {
    if (opened.isPresent()) {
      put(repository, blob, body, opened.get());
    } else if (body.length() > BROUGHT_ALONG || opensFirst.contains(host(repository))) {
      put(repository, blob, body, openUpload(repository));
    } else {
      bringAlong(repository, blob, held(body));
    }
  }

  /** Its bytes may have to be sent twice, and are not fetched twice for that. */
  private static Content held(Content body) throws IOException {
    return new Content(body.mediaType(), body.length(), ByteSource.wrap(body.bytes().read()));
  }

  private void bringAlong(Repository repository, Descriptor blob, Content body) throws IOException {
    switch (caller.call(repository, new PostBlob(blob.digest(), body))) {
      case PostBlob.Answer.Stored stored -> {}
      case PostBlob.Answer.Opened opened -> {
        opensFirst.add(host(repository));
        put(repository, blob, body, opened.session());
      }
      case PostBlob.Answer.Refused refused -> {
        opensFirst.add(host(repository));
        put(repository, blob, body, openUpload(repository));
      }
    }
  }

  private void put(Repository repository, Descriptor blob, Content body, UploadSession session)
      throws IOException {
    caller.callOnce(repository, new PutBlob(session.location(), blob.digest(), body));
  }

  private String host(Repository repository) {
    return caller.address(repository).host();
  }

  private UploadSession openUpload(Repository repository) throws IOException {
    return caller.call(repository, OpenUpload.plain()).orElseThrow();
  }
}
