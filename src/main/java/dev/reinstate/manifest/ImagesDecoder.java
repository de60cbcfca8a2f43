package dev.reinstate.manifest;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.ImageNames;
import dev.reinstate.manifest.YamlNode.Scalar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an images list. What is invalid is reported and left out: a tag, a line, or an entry. */
final class ImagesDecoder {

  private static final ImmutableSet<String> KEYS = ImmutableSet.of("name", "dmap");

  private final Problems problems;

  ImagesDecoder(Problems problems) {
    this.problems = problems;
  }

  /** The valid entries; none for null. Empty when it is not a list at all. */
  Optional<ImmutableList<ImageEntry>> decode(YamlNode node) {
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
    if (!(node instanceof YamlNode.Mapping mapping)) {
      problems.add(node.location(), "an image must be a mapping, not " + node.description());
      return Optional.empty();
    }
    Fields fields = new Fields(mapping, KEYS, problems);
    Optional<Scalar> name = fields.requiredString("name");
    name.ifPresent(scalar -> checkName(scalar, fields));
    Optional<ImmutableList<ImageClaim>> images =
        fields.required("dmap").flatMap(dmap -> dmap(dmap, fields));
    return fields.valid()
        ? Optional.of(
            new ImageEntry(mapping.location(), name.orElseThrow().text(), images.orElseThrow()))
        : Optional.empty();
  }

  private static void checkName(Scalar name, Fields fields) {
    if (!ImageNames.isPath(name.text())) {
      fields.reject(
          name.location(),
          "invalid image name "
              + Quoted.of(name.text())
              + "; write lower-case letters and digits, separated by '.', '_', '__', '-' or '/'");
    }
  }

  private Optional<ImmutableList<ImageClaim>> dmap(YamlNode node, Fields fields) {
    if (!(node instanceof YamlNode.Mapping dmap)) {
      fields.reject(node.location(), "'dmap' must map digests to tags, not " + node.description());
      return Optional.empty();
    }
    if (dmap.entries().isEmpty()) {
      fields.reject(node.location(), "'dmap' is empty; add a digest or remove the image");
      return Optional.empty();
    }
    Map<DescriptorDigest, Location> seen = new HashMap<>();
    ImmutableList.Builder<ImageClaim> images = ImmutableList.builder();
    dmap.entries().forEach(line -> line(line, seen).ifPresent(images::add));
    return Optional.of(images.build());
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
          "invalid digest " + Quoted.of(line.key()) + "; write sha256: and 64 hex digits 0-9a-f");
      return Optional.empty();
    }
  }

  /** Empty when it is not a list. Tags of an invalid digest are still checked. */
  private Optional<ImmutableList<TagClaim>> tags(YamlNode node, Optional<DescriptorDigest> digest) {
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
    Optional<String> tag = Strings.of(node);
    if (tag.isEmpty()) {
      problems.add(node.location(), Strings.expected("a tag", node));
    } else if (!ImageNames.isTag(tag.get())) {
      problems.add(
          node.location(),
          "invalid tag "
              + Quoted.of(tag.get())
              + "; write up to 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-'");
      return Optional.empty();
    }
    return tag;
  }
}
