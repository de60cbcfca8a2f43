package dev.reinstate.snapshot.format;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.ImageNames;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Puts a repository together from the descriptors of its index. */
final class RepositoryIndexBuilder {

  private final NavigableMap<DescriptorDigest, MergeBaseImage> images =
      new TreeMap<>(Digests.ORDER);
  private final NavigableMap<String, MergeBaseTag> tags = new TreeMap<>();

  void add(JsonObject descriptor) throws DamagedSnapshotException {
    Descriptor content =
        new Descriptor(
            descriptor.text("mediaType"),
            descriptor.value("digest", Digests::parse),
            descriptor.number("size", Descriptor.UNKNOWN_SIZE));
    JsonObject annotations = descriptor.object("annotations");
    DescriptorDigest digest =
        annotations
            .optionalValue(RepositoryIndexCodec.DIGEST, Digests::parse)
            .orElse(content.digest());
    MergeBaseImage image = image(content, annotations);
    MergeBaseImage before = images.putIfAbsent(digest, image);
    if (before != null && !before.equals(image)) {
      throw descriptor.damaged("digest", digest + " is described in two ways");
    }
    Optional<String> tag =
        annotations.optionalValue(RepositoryIndexCodec.REF_NAME, RepositoryIndexBuilder::tagName);
    if (tag.isPresent()) {
      boolean managed = flag(annotations, RepositoryIndexCodec.TAG_MANAGED);
      if (tags.putIfAbsent(tag.get(), new MergeBaseTag(digest, managed)) != null) {
        throw annotations.damaged(RepositoryIndexCodec.REF_NAME, "repeats tag " + tag.get());
      }
    } else if (before != null) {
      throw descriptor.damaged("digest", digest + " is repeated without a tag");
    }
  }

  MergeBaseRepository build() {
    return new MergeBaseRepository(
        ImmutableSortedMap.copyOfSorted(images), ImmutableSortedMap.copyOfSorted(tags));
  }

  private static MergeBaseImage image(Descriptor content, JsonObject annotations)
      throws DamagedSnapshotException {
    return new MergeBaseImage(
        content,
        flag(annotations, RepositoryIndexCodec.MANAGED),
        flag(annotations, RepositoryIndexCodec.HELD),
        annotations
            .optionalValue(RepositoryIndexCodec.CHILDREN, RepositoryIndexBuilder::digests)
            .orElse(ImmutableList.of()),
        annotations.optionalValue(RepositoryIndexCodec.SUBJECT, Digests::parse));
  }

  private static ImmutableList<DescriptorDigest> digests(String text) {
    return Splitter.on(' ')
        .splitToStream(text)
        .map(Digests::parse)
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean flag(JsonObject annotations, String name) throws DamagedSnapshotException {
    return annotations.value(name, RepositoryIndexBuilder::flagValue);
  }

  private static boolean flagValue(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("is neither true nor false: " + text);
    };
  }

  private static String tagName(String text) {
    if (!ImageNames.isTag(text)) {
      throw new IllegalArgumentException("is not a tag: " + text);
    }
    return text;
  }
}
