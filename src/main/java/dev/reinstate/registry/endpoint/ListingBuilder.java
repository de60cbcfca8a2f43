package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Longs;
import dev.reinstate.image.ImageNames;
import dev.reinstate.image.KnownNames;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.registry.address.PermanentException;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Gathers a listing and refuses what no registry may say. */
public final class ListingBuilder {

  private static final int ENTRIES = 500_000;

  private final ImmutableSet.Builder<String> tags = ImmutableSet.builder();
  private final ImmutableSet.Builder<DescriptorDigest> images = ImmutableSet.builder();
  private final Map<String, DescriptorDigest> digests = new HashMap<>();
  private final ImmutableSet.Builder<String> children = ImmutableSet.builder();
  private final KnownNames names;
  private final UploadTimes uploads;
  private boolean tellsDigests;
  private int entries;

  public ListingBuilder(KnownNames names) {
    this(names, UploadTimes.IGNORED);
  }

  /**
   * @param uploads is told when images were uploaded
   */
  ListingBuilder(KnownNames names, UploadTimes uploads) {
    this.names = names;
    this.uploads = uploads;
  }

  boolean wantsUploadTimes() {
    return uploads.areKept();
  }

  /**
   * What is no time is as good as none: nobody is spared anything for it.
   *
   * @param milliseconds since the epoch; 0 where a registry does not know
   */
  void addUpload(DescriptorDigest image, String milliseconds) {
    Long time = Longs.tryParse(milliseconds);
    if (time != null && time > 0) {
      uploads.add(image, Instant.ofEpochMilli(time));
    }
  }

  public void markExtension() {
    tellsDigests = true;
  }

  void addTag(String tag) throws IOException {
    checkedTag(tag);
  }

  private String checkedTag(String text) throws IOException {
    count(1);
    try {
      String tag = names.tag(text);
      tags.add(tag);
      return tag;
    } catch (IllegalArgumentException e) {
      throw new IOException("the listing has an invalid tag", e);
    }
  }

  /** A child is one segment: a name with a slash would lead out of what was asked about. */
  public void addChild(String child) throws IOException {
    if (child.indexOf('/') >= 0 || !ImageNames.isPath(child)) {
      throw new IOException("the listing has an invalid child repository");
    }
    count(1);
    children.add(child);
  }

  public DescriptorDigest addImage(String digest) throws IOException {
    try {
      DescriptorDigest image = names.digest(digest);
      addImage(image);
      return image;
    } catch (IllegalArgumentException e) {
      throw new IOException("the listing has an image without a SHA-256 digest", e);
    }
  }

  public void addImage(DescriptorDigest image) throws IOException {
    count(1);
    images.add(image);
  }

  public void addTagOf(DescriptorDigest image, String tag) throws IOException {
    putDigest(checkedTag(tag), image);
  }

  private void putDigest(String tag, DescriptorDigest image) throws IOException {
    DescriptorDigest other = digests.put(tag, image);
    if (other != null && !other.equals(image)) {
      throw new IOException("the listing gives tag " + tag + " to two images");
    }
  }

  /** Adds what another page says. */
  public void addPage(ListingBuilder page) throws IOException {
    count(page.entries);
    tellsDigests |= page.tellsDigests;
    images.addAll(page.images.build());
    tags.addAll(page.tags.build());
    children.addAll(page.children.build());
    for (Map.Entry<String, DescriptorDigest> tag : page.digests.entrySet()) {
      putDigest(tag.getKey(), tag.getValue());
    }
  }

  public TagListing build() {
    return new TagListing(
        tellsDigests, tags.build(), images.build(), ImmutableMap.copyOf(digests), children.build());
  }

  private void count(int added) throws IOException {
    entries += added;
    if (entries > ENTRIES) {
      throw new PermanentException("the listing has more than " + ENTRIES + " entries");
    }
  }
}
