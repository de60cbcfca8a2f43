package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Puts and moves tags, provided that they still are as the plan saw them. Registries have no
 * compare-and-set, so a tag is looked at before it is written: one that moves right before, one
 * that is new a few seconds before at most. What changed in the meantime is left alone.
 */
final class TagWriter {

  private final ImageWriter writer;
  private final RecentTags recent;

  TagWriter(ImageWriter writer, InstantSource clock) {
    this.writer = writer;
    this.recent = new RecentTags(writer, clock);
  }

  /** The first of the tags that nobody has put yet; empty when there is none. */
  Optional<String> free(Repository repository, Iterable<String> tags, KnownState known)
      throws IOException {
    for (String tag : tags) {
      if (recent.resolve(repository, tag, known).isEmpty()) {
        return Optional.of(tag);
      }
    }
    return Optional.empty();
  }

  /** Empty when the tag was put or was there already; else why it was left alone. */
  Optional<String> add(Repository repository, String tag, Manifest manifest, KnownState known)
      throws IOException {
    Optional<DescriptorDigest> now = recent.resolve(repository, tag, known);
    return write(repository, tag, now, Optional.empty(), manifest);
  }

  /** Empty when the tag was moved or was there already; else why it was left alone. */
  Optional<String> move(Repository repository, String tag, DescriptorDigest from, Manifest manifest)
      throws IOException {
    Optional<DescriptorDigest> now = writer.resolve(repository, tag);
    return write(repository, tag, now, Optional.of(from), manifest);
  }

  private Optional<String> write(
      Repository repository,
      String tag,
      Optional<DescriptorDigest> now,
      Optional<DescriptorDigest> expected,
      Manifest manifest)
      throws IOException {
    if (now.equals(Optional.of(manifest.digest()))) {
      return Optional.empty();
    }
    if (!now.equals(expected)) {
      return Optional.of(
          "tag "
              + tag
              + " changed since the plan was made: "
              + now.map(digest -> "now " + digest).orElse("now gone"));
    }
    if (writer.putManifest(repository, tag, manifest) instanceof PutResult.MissingReferences) {
      throw new IOException(
          repository + ":" + tag + " is refused although the image was there; run again");
    }
    return Optional.empty();
  }
}
