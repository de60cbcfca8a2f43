package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.signature.Attachment;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Reads the lists of referrers that clients keep under a tag.
 *
 * <p>Source:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema
 */
public record AttachmentLists(ImageReader images, TagValues tags) {

  /** Where tags point whose listing does not tell. */
  public interface TagValues {

    /** Where there is no registry to ask. */
    TagValues NONE = (repository, tag) -> Optional.empty();

    /**
     * Empty when the registry does not have the tag.
     *
     * @throws IOException when it does not say
     */
    Optional<DescriptorDigest> resolve(Repository repository, String tag) throws IOException;

    /**
     * The digest of something listed under a tag.
     *
     * @param told by the listing
     * @throws NoSuchFileException when it is gone
     */
    default DescriptorDigest require(
        Repository repository, String tag, Optional<DescriptorDigest> told) throws IOException {
      Optional<DescriptorDigest> digest = told.isPresent() ? told : resolve(repository, tag);
      return digest.orElseThrow(
          () -> new NoSuchFileException(repository + ":" + tag, null, "the tag is gone"));
    }
  }

  /** What a list names; nothing where it is gone, or is no list. */
  ImmutableList<Attachment> read(Repository repository, String tag, Optional<DescriptorDigest> told)
      throws IOException {
    Manifest list;
    try {
      list = images.manifest(repository, tags.require(repository, tag, told));
    } catch (NoSuchFileException e) {
      return ImmutableList.of();
    }
    try {
      return AttachmentManifest.of(list).listed().stream()
          .map(
              part ->
                  AttachmentForms.referrer(
                      part.content().digest(), part.artifactType(), part.annotations()))
          .collect(ImmutableList.toImmutableList());
    } catch (IOException e) {
      throw new IOException(
          "the list of referrers %s:%s cannot be read: %s"
              .formatted(repository, tag, e.getMessage()),
          e);
    }
  }
}
