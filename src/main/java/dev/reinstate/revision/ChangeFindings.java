package dev.reinstate.revision;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.ManifestLocations;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import java.util.Comparator;
import java.util.Optional;

/** Says what a change may not do, with the lines that do it. */
final class ChangeFindings {

  private final BaseManifests before;
  private final ManifestLocations now;

  ChangeFindings(BaseManifests before, ManifestLocations now) {
    this.before = before;
    this.now = now;
  }

  ImmutableList<Finding> ofMoves(RepositoryChange change) {
    return change.movedTags().entrySet().stream()
        .map(tag -> move(change.repository(), tag.getKey(), tag.getValue()))
        .collect(ImmutableList.toImmutableList());
  }

  /** One an image, with its tags, and one a tag that an image loses while it stays. */
  ImmutableList<Finding> ofRemovals(RepositoryChange change) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    for (DescriptorDigest image : change.removedImages()) {
      ImmutableSortedSet<String> tags =
          Maps.filterValues(change.removedTags(), image::equals).keySet().stream()
              .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
      findings.add(removal(change.repository(), image, tags));
    }
    change
        .removedTags()
        .forEach(
            (tag, image) -> {
              if (!change.removedImages().contains(image)) {
                findings.add(removal(change.repository(), tag, image));
              }
            });
    return findings.build();
  }

  private Finding move(Repository repository, String tag, RepositoryChange.Move move) {
    String here = now.ofTag(repository, tag).map(Location::toString).orElse("the manifest");
    return new Finding.OfTag(
        FindingKind.TAG_MOVE_REQUESTED,
        repository,
        tag,
        Optional.of(move.to()),
        String.format(
            "%s moves it to %s, and it was %s at %s; tags are immutable: give the new image a new"
                + " tag (--allow-tag-moves permits it)",
            here, move.to(), move.from(), before.placeOfTag(repository, tag)));
  }

  private Finding removal(
      Repository repository, DescriptorDigest image, ImmutableSortedSet<String> tags) {
    return new Finding.OfImage(
        FindingKind.REMOVAL_REQUESTED,
        repository,
        image,
        tags,
        String.format(
            "taken out; it was at %s. What was promoted stays: put it back (--allow-removals permits"
                + " it)",
            before.placeOfImage(repository, image)));
  }

  private Finding removal(Repository repository, String tag, DescriptorDigest image) {
    return new Finding.OfTag(
        FindingKind.REMOVAL_REQUESTED,
        repository,
        tag,
        Optional.of(image),
        String.format(
            "taken from %s, which stays; it was at %s. Tags are immutable: put it back"
                + " (--allow-removals permits it)",
            image, before.placeOfTag(repository, tag)));
  }
}
