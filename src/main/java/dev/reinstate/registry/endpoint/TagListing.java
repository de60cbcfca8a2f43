package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.Optional;

/**
 * What {@code tags/list} says of a repository, all pages together.
 *
 * @param tellsDigests whether it has Google's extension: {@code images} is everything there is
 * @param images empty without the extension
 * @param digests of the tags that an image claims
 * @param children repositories directly below, one path segment each
 */
public record TagListing(
    boolean tellsDigests,
    ImmutableSet<String> tags,
    ImmutableSet<DescriptorDigest> images,
    ImmutableMap<String, DescriptorDigest> digests,
    ImmutableSet<String> children) {

  /** It says nothing: whatever matters has to be asked for. */
  public static final TagListing SILENT =
      new TagListing(
          false, ImmutableSet.of(), ImmutableSet.of(), ImmutableMap.of(), ImmutableSet.of());

  /** Every tag, with its digest where the listing tells it. */
  public ImmutableMap<String, Optional<DescriptorDigest>> digestsByTag() {
    return Maps.toMap(tags, tag -> Optional.ofNullable(digests.get(tag)));
  }
}
