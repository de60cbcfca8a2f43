package dev.reinstate.apply.restore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.apply.ExpectedTag;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.KnownState;
import dev.reinstate.apply.PutResult;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Puts and moves tags, provided that they still are as the plan saw them: one that moves right
 * before each attempt, one that is new a few seconds before the first at most. What changed in the
 * meantime is left alone.
 */
final class TagWriter {

  private final ImageWriter writer;
  private final RecentTags recent;

  TagWriter(ImageWriter writer, InstantSource clock) {
    this.writer = writer;
    this.recent = new RecentTags(writer, clock);
  }

  /** The first of the tags that nobody is known to have put yet; empty when there is none. */
  Optional<ExpectedTag> free(Repository repository, Iterable<String> tags, KnownState known)
      throws IOException {
    for (String tag : tags) {
      RecentTags.NewTag found = recent.find(repository, tag, known);
      if (found.seen().isEmpty()) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** Empty when the tag was put or was there already; else why it was left alone. */
  Optional<String> add(Repository repository, String tag, Manifest manifest, KnownState known)
      throws IOException {
    return add(repository, recent.find(repository, tag, known), manifest);
  }

  /** The same, whatever listings that do not name the tag say of it. */
  Optional<String> addDoubted(Repository repository, String tag, Manifest manifest)
      throws IOException {
    return add(repository, recent.findDoubted(repository, tag), manifest);
  }

  /** Empty when the tag was moved or was there already; else why it was left alone. */
  Optional<String> move(Repository repository, String tag, DescriptorDigest from, Manifest manifest)
      throws IOException {
    return put(repository, new MovedTag(tag, Optional.of(from)), manifest);
  }

  private Optional<String> add(Repository repository, RecentTags.NewTag tag, Manifest manifest)
      throws IOException {
    return tag.seen().isPresent()
        ? leftAlone(tag, tag.seen(), manifest)
        : put(repository, tag, manifest);
  }

  private Optional<String> put(Repository repository, ExpectedTag tag, Manifest manifest)
      throws IOException {
    return switch (writer.putManifest(repository, tag, manifest)) {
      case PutResult.Accepted ignored -> Optional.empty();
      case PutResult.TagChanged changed -> leftAlone(tag, changed.now(), manifest);
      case PutResult.MissingReferences ignored ->
          throw new IOException(
              repository
                  + ":"
                  + tag.name()
                  + " is refused although the image was there; run again");
    };
  }

  private static Optional<String> leftAlone(
      ExpectedTag tag, Optional<DescriptorDigest> now, Manifest manifest) {
    return now.equals(Optional.of(manifest.digest()))
        ? Optional.empty()
        : Optional.of(
            "tag "
                + tag.name()
                + " changed since the plan was made: "
                + now.map(digest -> "now " + digest).orElse("now gone"));
  }

  /** A tag that is moved: it is looked at before each attempt. */
  private record MovedTag(String name, Optional<DescriptorDigest> value) implements ExpectedTag {

    @Override
    public boolean seenJustNow() {
      return false;
    }

    @Override
    public void looked(Optional<DescriptorDigest> now) {}
  }
}
