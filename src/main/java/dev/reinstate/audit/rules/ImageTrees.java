package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Images wanted in one repository, with everything their indexes are made of. */
final class ImageTrees {

  /** Real indexes nest once or twice; a deeper one is hostile. */
  private static final int MOST_LEVELS = 16;

  private final Set<DescriptorDigest> roots;
  private final ImmutableList<Repository> places;
  private final IndexAncestry ancestry;
  private final IndexReading reading;

  /**
   * @param places the repositories that may have the indexes, the likeliest first
   */
  ImageTrees(
      Set<DescriptorDigest> roots,
      ImmutableList<Repository> places,
      IndexAncestry ancestry,
      IndexReading reading) {
    this.roots = roots;
    this.places = places;
    this.ancestry = ancestry;
    this.reading = reading;
  }

  /** The root that an image is, or is part of, as far as that is known already. */
  Optional<DescriptorDigest> knownRootOf(DescriptorDigest image) {
    return ancestry.ancestor(image, roots::contains);
  }

  /**
   * The root that an image is, or is part of. Reads what is not known yet of the indexes.
   *
   * @throws IOException when it is in no tree that is known, and there are others that could not be
   *     read
   */
  Optional<DescriptorDigest> rootOf(DescriptorDigest image) throws IOException {
    Optional<DescriptorDigest> found = knownRootOf(image);
    List<IOException> failures = new ArrayList<>();
    Set<DescriptorDigest> asked = new HashSet<>();
    for (int level = 0; found.isEmpty() && level <= MOST_LEVELS; level++) {
      Set<DescriptorDigest> unknown =
          Sets.difference(ancestry.unknown(roots), asked).immutableCopy();
      if (unknown.isEmpty()) {
        break;
      }
      failures.addAll(reading.read(unknown, places));
      asked.addAll(unknown);
      found = knownRootOf(image);
    }
    if (found.isEmpty() && !failures.isEmpty()) {
      throw failures.getFirst();
    }
    return found;
  }

  /** How many of the indexes and images are nowhere to be read. */
  int unknown() {
    return ancestry.unknown(roots).size();
  }
}
