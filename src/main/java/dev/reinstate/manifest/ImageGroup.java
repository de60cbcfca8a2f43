package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;

/**
 * The entries of one name in one manifest: what every destination of the manifest gets alike. Equal
 * only to itself.
 */
public final class ImageGroup {

  private final Repository source;
  private final ImmutableList<ImageEntry> entries;

  /**
   * @param source the repository the images come from
   */
  public ImageGroup(Repository source, ImmutableList<ImageEntry> entries) {
    this.source = source;
    this.entries = entries;
  }

  public Repository source() {
    return source;
  }

  public ImmutableList<ImageEntry> entries() {
    return entries;
  }
}
