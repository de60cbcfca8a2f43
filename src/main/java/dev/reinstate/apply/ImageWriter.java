package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.ByteSource;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Writes manifests and blobs to a live registry. */
public interface ImageWriter {

  /** Where a tag points now; empty when the registry does not have it. */
  Optional<DescriptorDigest> resolve(Repository repository, String tag) throws IOException;

  /**
   * The repository's tags, with their digests where the listing tells them; none when the registry
   * does not know the repository.
   */
  ImmutableMap<String, Optional<DescriptorDigest>> tags(Repository repository) throws IOException;

  /**
   * Whether the registry is of a kind that is known to refuse a manifest whose blobs it lacks.
   * Never wrong to answer no.
   *
   * @param absent a manifest that the repository is believed to lack, to find it out by
   */
  boolean refusesIncomplete(Repository repository, DescriptorDigest absent);

  /**
   * Whether the registry itself lists what refers to an image.
   *
   * @param subject such an image, to find it out by
   */
  boolean listsReferrers(Repository repository, DescriptorDigest subject) throws IOException;

  /** Whether the repository has this blob. */
  boolean hasBlob(Repository repository, DescriptorDigest blob) throws IOException;

  /**
   * Pushes the manifest's bytes as they are, under its digest.
   *
   * @return whether the registry took it, or which blobs or children it misses
   * @throws IOException for any other refusal, and when the registry names another digest
   */
  PutResult putManifest(Repository repository, Manifest manifest) throws IOException;

  /**
   * The same under a tag, while that is what it is expected to be: no attempt leaves that does not
   * find it so. What an attempt did whose answer was lost counts as done.
   */
  PutResult putManifest(Repository repository, ExpectedTag tag, Manifest manifest)
      throws IOException;

  /**
   * Asks for a blob of another repository on the same host.
   *
   * @return empty when it is mounted; otherwise the upload the registry opened instead, to go on
   *     with
   */
  Optional<UploadSession> mountBlob(Repository repository, DescriptorDigest blob, Repository from)
      throws IOException;

  /**
   * Uploads a blob in one piece. The registry checks the digest.
   *
   * @param session the upload a refused mount opened; empty to open one
   */
  void uploadBlob(
      Repository repository, Descriptor blob, ByteSource bytes, Optional<UploadSession> session)
      throws IOException;

  /** An upload that a registry opened; its location is used as it is, never rebuilt. */
  record UploadSession(URI location) {}
}
