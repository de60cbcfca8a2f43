package dev.reinstate.registry.artifactregistry;

import com.google.common.collect.Sets;
import dev.reinstate.image.KnownNames;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.endpoint.ListingBuilder;
import dev.reinstate.registry.endpoint.TagListing;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What Artifact Registry's API says of the repositories that matter. Pages are not of one moment: a
 * tag that was moved in between may be on two of them, and then its repository is left open.
 */
public final class ArtifactInventory {

  private static final int IMAGES = 2_000_000;

  private final Predicate<String> wanted;
  private final KnownNames names;
  private final Map<String, ListingBuilder> listings = new HashMap<>();
  private final NavigableSet<String> paths = new TreeSet<>();
  private final Set<String> open = new HashSet<>();
  private int images;
  private int pages;

  /**
   * @param wanted paths of the repositories whose images it is told
   */
  ArtifactInventory(Predicate<String> wanted, KnownNames names) {
    this.wanted = wanted;
    this.names = names;
  }

  void add(ListDockerImages.Page page) throws IOException {
    pages++;
    for (ListDockerImages.Image image : page.images()) {
      add(image);
    }
  }

  /** On how many pages it came. */
  public int pages() {
    return pages;
  }

  /** How many of these repositories it has nothing of. */
  public int absent(Set<String> asked) {
    return Sets.difference(asked, paths).size();
  }

  private void add(ListDockerImages.Image image) throws IOException {
    images++;
    if (images > IMAGES) {
      throw new PermanentException("the inventory has more than " + IMAGES + " images");
    }
    paths.add(image.path());
    if (!open.contains(image.path())) {
      try {
        add(image, listings.computeIfAbsent(image.path(), path -> new ListingBuilder(names)));
      } catch (IOException e) {
        // The repository's own listing will tell what this cannot.
        open.add(image.path());
        listings.remove(image.path());
      }
    }
  }

  private static void add(ListDockerImages.Image image, ListingBuilder listing) throws IOException {
    listing.addImage(image.digest());
    for (String tag : image.tags()) {
      listing.addTagOf(image.digest(), tag);
    }
  }

  /**
   * Hands over what it knows of a repository, once, and forgets it: there may be a million images.
   *
   * @param path below the host
   * @return empty when it cannot tell
   */
  public synchronized Optional<TagListing> take(String path) throws IOException {
    if (!wanted.test(path) || !open.add(path)) {
      return Optional.empty();
    }
    ListingBuilder known = listings.remove(path);
    ListingBuilder listing = known == null ? new ListingBuilder(names) : known;
    listing.markExtension();
    String below = path + "/";
    for (String child : paths.subSet(below, path + (char) ('/' + 1))) {
      int end = child.indexOf('/', below.length());
      listing.addChild(child.substring(below.length(), end < 0 ? child.length() : end));
    }
    return Optional.of(listing.build());
  }
}
