package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.signature.AttachmentReader;
import dev.reinstate.signature.MalformedAttachmentException;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads attachments: a request for the manifest, and one for each layer that holds a signature.
 * Each is read once while 64 MiB hold what was read; that one is malformed is remembered, too. For
 * any thread.
 */
public final class AttachmentContents implements AttachmentReader {

  /** Of all layers of an attachment together. */
  static final long MOST_BYTES = 32L << 20;

  private static final long MOST_REMEMBERED = 64L << 20;

  /** What it takes besides its bytes. */
  private static final int OVERHEAD = 512;

  private record Key(Repository repository, DescriptorDigest manifest) {}

  /** What came of reading. */
  private sealed interface Reading {

    /**
     * @param look what its manifest says it is, for a human
     * @param bytes of the layers
     */
    record Read(ImmutableList<SignedPart> parts, String look, long bytes) implements Reading {}

    record Malformed(String why) implements Reading {}
  }

  private final ImageReader images;
  private final AttachmentLists.TagValues tags;
  private final SingleFlight<Key, Reading, IOException> flights =
      new SingleFlight<>(IOException.class);
  private final Cache<Key, Reading> remembered =
      CacheBuilder.newBuilder()
          .concurrencyLevel(1)
          .maximumWeight(MOST_REMEMBERED)
          .weigher((Key key, Reading reading) -> weight(reading))
          .build();

  /**
   * @param tags for attachments whose listing shows the tag alone
   */
  public AttachmentContents(ImageReader images, AttachmentLists.TagValues tags) {
    this.images = images;
    this.tags = tags;
  }

  @Override
  public ImmutableList<Opened> open(Repository repository, Attachment attachment)
      throws IOException {
    DescriptorDigest manifest =
        tags.require(repository, attachment.tag().orElse(""), attachment.manifest());
    return switch (reading(new Key(repository, manifest))) {
      case Reading.Malformed malformed -> throw new MalformedAttachmentException(malformed.why());
      case Reading.Read read -> opened(read, repository, attachment, manifest);
    };
  }

  private static ImmutableList<Opened> opened(
      Reading.Read read, Repository repository, Attachment attachment, DescriptorDigest manifest)
      throws MalformedAttachmentException {
    if (!read.parts().isEmpty()) {
      return read.parts().stream()
          .map(part -> part.opened(attachment, manifest))
          .collect(ImmutableList.toImmutableList());
    }
    if (attachment.kind().isEmpty()) {
      return ImmutableList.of();
    }
    if (attachment.kind().get() == AttachmentKind.SBOM) {
      SignedPart sbom = new SignedPart(AttachmentKind.SBOM, Optional.empty(), ImmutableList.of());
      return ImmutableList.of(sbom.opened(attachment, manifest));
    }
    throw new MalformedAttachmentException(
        "%s is listed as %s and is none: %s"
            .formatted(name(repository, manifest), attachment.kind().get().word(), read.look()));
  }

  private Reading reading(Key key) throws IOException {
    Reading known = remembered.getIfPresent(key);
    if (known != null) {
      return known;
    }
    try {
      return flights.get(
          key,
          () -> {
            Reading read = read(key.repository(), key.manifest());
            remembered.put(key, read);
            return read;
          });
    } finally {
      flights.forget(key);
    }
  }

  private Reading read(Repository repository, DescriptorDigest digest) throws IOException {
    Manifest document = images.manifest(repository, digest);
    String name = name(repository, digest);
    AttachmentManifest manifest;
    try {
      manifest = AttachmentManifest.of(document);
    } catch (IOException e) {
      return new Reading.Malformed(name + ": " + e.getMessage());
    }
    SignedLayers layers = new SignedLayers(images, repository, name);
    try {
      return new Reading.Read(layers.read(manifest), manifest.look(), layers.bytes());
    } catch (MalformedAttachmentException e) {
      return new Reading.Malformed(e.getMessage());
    }
  }

  private static String name(Repository repository, DescriptorDigest manifest) {
    return repository + "@" + manifest;
  }

  private static int weight(Reading reading) {
    return reading instanceof Reading.Read read
        ? Ints.saturatedCast(read.bytes() + OVERHEAD)
        : OVERHEAD;
  }
}
