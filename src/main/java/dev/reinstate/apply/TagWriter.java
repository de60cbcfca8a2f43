package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.Optional;

/**
 * Puts and moves tags, provided that they still are as the plan saw them. Registries have no
 * compare-and-set, so a tag is read again right before it is written; what changed in the meantime
 * is left alone.
 */
final class TagWriter {

  private final ImageWriter writer;

  TagWriter(ImageWriter writer) {
    this.writer = writer;
  }

  /** Empty when the tag was put or was there already; else why it was left alone. */
  Optional<String> add(Repository repository, String tag, Manifest manifest) throws IOException {
    return write(repository, tag, Optional.empty(), manifest);
  }

  /** Empty when the tag was moved or was there already; else why it was left alone. */
  Optional<String> move(Repository repository, String tag, DescriptorDigest from, Manifest manifest)
      throws IOException {
    return write(repository, tag, Optional.of(from), manifest);
  }

  private Optional<String> write(
      Repository repository, String tag, Optional<DescriptorDigest> expected, Manifest manifest)
      throws IOException {
    Optional<DescriptorDigest> now = writer.resolve(repository, tag);
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
