package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Digests;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Gathers a listing and refuses what no registry may say. */
final class ListingBuilder {

  private static final int ENTRIES = 500_000;

  private final Set<String> tags = new HashSet<>();
  private final Set<DescriptorDigest> images = new HashSet<>();
  private final Map<String, DescriptorDigest> digests = new HashMap<>();
  private final Set<String> children = new HashSet<>();
  private boolean tellsDigests;
  private int entries;

  void markExtension() {
    tellsDigests = true;
  }

  void addTag(String tag) throws IOException {
    if (!ImageReference.isValidTag(tag)) {
      throw new IOException("the listing has an invalid tag");
    }
    count(1);
    tags.add(tag);
  }

  /** A child is one segment: a name with a slash would lead out of what was asked about. */
  void addChild(String child) throws IOException {
    if (child.indexOf('/') >= 0 || !ImageReference.isValidRepository(child)) {
      throw new IOException("the listing has an invalid child repository");
    }
    count(1);
    children.add(child);
  }

  DescriptorDigest addImage(String digest) throws IOException {
    try {
      DescriptorDigest image = Digests.parse(digest);
      addImage(image);
      return image;
    } catch (IllegalArgumentException e) {
      throw new IOException("the listing has an image without a SHA-256 digest", e);
    }
  }

  void addImage(DescriptorDigest image) throws IOException {
    count(1);
    images.add(image);
  }

  void addTagOf(DescriptorDigest image, String tag) throws IOException {
    addTag(tag);
    putDigest(tag, image);
  }

  private void putDigest(String tag, DescriptorDigest image) throws IOException {
    DescriptorDigest other = digests.put(tag, image);
    if (other != null && !other.equals(image)) {
      throw new IOException("the listing gives tag " + tag + " to two images");
    }
  }

  /** Adds what another page says. */
  void addPage(ListingBuilder page) throws IOException {
    tellsDigests |= page.tellsDigests;
    images.addAll(page.images);
    tags.addAll(page.tags);
    children.addAll(page.children);
    for (Map.Entry<String, DescriptorDigest> tag : page.digests.entrySet()) {
      putDigest(tag.getKey(), tag.getValue());
    }
    count(page.entries);
  }

  Listing build() {
    return new Listing(
        tellsDigests,
        ImmutableSet.copyOf(tags),
        ImmutableSet.copyOf(images),
        ImmutableMap.copyOf(digests),
        ImmutableSet.copyOf(children));
  }

  private void count(int added) throws IOException {
    entries += added;
    if (entries > ENTRIES) {
      throw new PermanentException("the listing has more than " + ENTRIES + " entries");
    }
  }
}
