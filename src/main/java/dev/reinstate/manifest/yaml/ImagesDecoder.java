package dev.reinstate.manifest.yaml;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.ImageNames;
import dev.reinstate.manifest.ImageClaim;
import dev.reinstate.manifest.ImageEntry;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.TagClaim;
import dev.reinstate.manifest.yaml.YamlNode.Scalar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an images list. What is invalid is reported and left out: a tag, a line, or an entry. */
public final class ImagesDecoder {

  private static final ImmutableSet<String> KEYS = ImmutableSet.of("name", "dmap");

  private final boolean mayBeEmpty;
  private final Problems problems;

  /**
   * @param mayBeEmpty whether an image without digests is only warned of
   */
  public ImagesDecoder(boolean mayBeEmpty, Problems problems) {
    this.mayBeEmpty = mayBeEmpty;
    this.problems = problems;
  }

  /** The valid entries; none for null. Empty when it is not a list at all. */
  public Optional<ImmutableList<ImageEntry>> decode(YamlNode node) {
    if (node.isNull()) {
      return Optional.of(ImmutableList.of());
    }
    if (!(node instanceof YamlNode.Sequence list)) {
      problems.add(node.location(), "images must be a list, not " + node.description());
      return Optional.empty();
    }
    ImmutableList.Builder<ImageEntry> entries = ImmutableList.builder();
    list.items().forEach(item -> entry(item).ifPresent(entries::add));
    return Optional.of(entries.build());
  }

  private Optional<ImageEntry> entry(YamlNode node) {
    if (node.isNull() && mayBeEmpty) {
      problems.warn(node.location(), "an image without name and digests; remove it");
      return Optional.empty();
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      problems.add(node.location(), "an image must be a mapping, not " + node.description());
      return Optional.empty();
    }
    Fields fields = new Fields(mapping, KEYS, problems);
    Optional<Scalar> name = fields.requiredString("name");
    name.ifPresent(scalar -> checkName(scalar, fields));
    ImmutableList<ImageClaim> images = images(mapping, fields);
    return fields.valid() && !images.isEmpty()
        ? Optional.of(new ImageEntry(mapping.location(), name.orElseThrow().text(), images))
        : Optional.empty();
  }

  private static void checkName(Scalar name, Fields fields) {
    if (!ImageNames.isPath(name.text())) {
      fields.reject(
          name.location(),
          "invalid image name "
              + EscapedText.of(name.text())
              + "; write lower-case letters and digits, separated by '.', '_', '__', '-' or '/'");
    }
  }

  private ImmutableList<ImageClaim> images(YamlNode.Mapping image, Fields fields) {
    Optional<YamlNode> value = fields.optional("dmap");
    if (value.isEmpty() || value.get().isNull()) {
      return noImages(value.orElse(image).location(), "'dmap' is missing", fields);
    }
    if (!(value.get() instanceof YamlNode.Mapping dmap)) {
      fields.reject(
          value.get().location(),
          "'dmap' must map digests to tags, not " + value.get().description());
      return ImmutableList.of();
    }
    if (dmap.entries().isEmpty()) {
      return noImages(dmap.location(), "'dmap' is empty", fields);
    }
    Map<DescriptorDigest, Location> seen = new HashMap<>();
    ImmutableList.Builder<ImageClaim> images = ImmutableList.builder();
    dmap.entries().forEach(line -> line(line, seen).ifPresent(images::add));
    return images.build();
  }

  private ImmutableList<ImageClaim> noImages(Location location, String what, Fields fields) {
    String message = what + "; add a digest or remove the image";
    if (mayBeEmpty) {
      problems.warn(location, message);
    } else {
      fields.reject(location, message);
    }
    return ImmutableList.of();
  }

  private Optional<ImageClaim> line(YamlNode.Entry line, Map<DescriptorDigest, Location> seen) {
    Optional<DescriptorDigest> digest = digest(line);
    Optional<ImmutableList<TagClaim>> tags = tags(line.value(), digest);
    if (digest.isEmpty() || tags.isEmpty()) {
      return Optional.empty();
    }
    Location first = seen.putIfAbsent(digest.get(), line.location());
    if (first != null) {
      problems.add(
          line.location(), "duplicate digest, already at " + first + "; join their tags in one");
      return Optional.empty();
    }
    return Optional.of(new ImageClaim(line.location(), digest.get(), tags.get()));
  }

  private Optional<DescriptorDigest> digest(YamlNode.Entry line) {
    try {
      return Optional.of(Digests.parse(line.key()));
    } catch (IllegalArgumentException e) {
      problems.add(
          line.location(),
          "invalid digest "
              + EscapedText.of(line.key())
              + "; write sha256: and 64 hex digits 0-9a-f");
      return Optional.empty();
    }
  }

  /** Empty when it is not a list. Tags of an invalid digest are still checked. */
  private Optional<ImmutableList<TagClaim>> tags(YamlNode node, Optional<DescriptorDigest> digest) {
    if (node.isNull()) {
      problems.warn(node.location(), "no tags are read as []; write it");
      return Optional.of(ImmutableList.of());
    }
    if (!(node instanceof YamlNode.Sequence list)) {
      problems.add(
          node.location(),
          "tags must be a list, not " + node.description() + "; [] is an image without tags");
      return Optional.empty();
    }
    Set<String> seen = new HashSet<>();
    ImmutableList.Builder<TagClaim> claims = ImmutableList.builder();
    for (YamlNode item : list.items()) {
      tag(item)
          .filter(seen::add)
          .flatMap(tag -> digest.map(d -> new TagClaim(item.location(), tag, d)))
          .ifPresent(claims::add);
    }
    return Optional.of(claims.build());
  }

  private Optional<String> tag(YamlNode node) {
    Optional<String> tag = ScalarText.of("a tag", node, problems);
    if (tag.isPresent() && !ImageNames.isTag(tag.get())) {
      problems.add(
          node.location(),
          "invalid tag "
              + EscapedText.of(tag.get())
              + "; write up to 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-'");
      return Optional.empty();
    }
    return tag;
  }
}
