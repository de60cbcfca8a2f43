package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.reinstate.snapshot.MergeBaseImage;

/**
 * Live images and everything they are made of, as the store holds them now.
 *
 * @param images by digest; none is marked managed, which differs by repository
 * @param problems why an image is not held whole
 */
record ArchivedImages(
    ImmutableMap<DescriptorDigest, MergeBaseImage> images,
    ImmutableMap<DescriptorDigest, String> problems) {

  /**
   * These, and what was archived after them.
   *
   * @param later knows these images too
   */
  ArchivedImages and(ArchivedImages later) {
    return new ArchivedImages(
        later.images(),
        ImmutableMap.<DescriptorDigest, String>builder()
            .putAll(Maps.filterKeys(problems, digest -> !later.images().get(digest).held()))
            .putAll(later.problems())
            .buildKeepingLast());
  }
}
