package dev.reinstate.sandbox.universe;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryState;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Strikes a universe. What is struck depends on nothing but what the universe is made of. */
record Blows(Catalog catalog, List<Region> regions, RegistryContents sources) {

  private static final int ONE_IN = 100;
  private static final int MOVED = 30;

  /** As many as in https://github.com/kubernetes/k8s.io/issues/9563. */
  private static final int UNTAGGED = 11_827;

  private static final int LOST = 3;

  Damage.Done strike(Damage damage) {
    return switch (damage) {
      case EMPTIED -> empty(regions.get(1 % regions.size()));
      case GONE -> loseImages();
      case MOVED -> moveTags();
      case DEAD -> kill(regions.getLast());
      case LATE -> delay(regions.get(2 % regions.size()));
      case UNTAGGED -> loseTags();
    };
  }

  private Damage.Done empty(Region region) {
    int images = 0;
    int tags = 0;
    for (RepositoryState repository : region.contents().state().values()) {
      images += repository.images().size();
      tags += repository.tags().size();
    }
    region.contents().clear();
    return new Damage.Done(Damage.EMPTIED, ImmutableList.of(region.name()), images, tags);
  }

  private Damage.Done kill(Region region) {
    region.die();
    return new Damage.Done(Damage.DEAD, ImmutableList.of(region.name()), 0, 0);
  }

  /** Those of which a repository has others that are older. */
  private Damage.Done delay(Region region) {
    int images = 0;
    int tags = 0;
    ImmutableListMultimap<String, Catalog.Seed> repositories = byRepository();
    for (String path : repositories.keySet()) {
      Catalog.Seed newest = repositories.get(path).getLast();
      if (repositories.get(path).size() > 1 && holds(region, newest)) {
        tags += tags(region, newest);
        region.contents().hide(path, newest.image().digest());
        images++;
      }
    }
    return new Damage.Done(Damage.LATE, ImmutableList.of(region.name()), images, tags);
  }

  private ImmutableListMultimap<String, Catalog.Seed> byRepository() {
    return Multimaps.index(promoted(), Catalog.Seed::path);
  }

  /** In all regions, in the order of the manifests. */
  private ImmutableList<Catalog.Seed> promoted() {
    return catalog.seeds().stream()
        .filter(seed -> seed.everywhere() && !seed.signature())
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean holds(Region region, Catalog.Seed seed) {
    return region.contents().manifest(seed.path(), seed.image().digest()).isPresent();
  }

  private static boolean pointsAt(Region region, Catalog.Seed seed, String tag) {
    return region
        .contents()
        .resolve(seed.path(), tag)
        .filter(seed.image().digest()::equals)
        .isPresent();
  }

  /** How many tags the image has there, others' among them. */
  private static int tags(Region region, Catalog.Seed seed) {
    return Collections.frequency(
        region.contents().readable(seed.path()).state().tags().values(), seed.image().digest());
  }

  private Damage.Done loseImages() {
    Set<DescriptorDigest> struck = new HashSet<>();
    List<Catalog.Seed> seeds = promoted();
    for (int i = ONE_IN / 2; i < seeds.size(); i += ONE_IN) {
      struck.add(seeds.get(i).image().digest());
    }
    int images = 0;
    int tags = 0;
    for (Catalog.Seed seed : seeds) {
      if (struck.contains(seed.image().digest())) {
        for (Region region : regions) {
          tags += tags(region, seed);
          images += seed.image().deleteFrom(region.contents(), seed.path()) ? 1 : 0;
        }
      }
    }
    return new Damage.Done(Damage.GONE, names(), images, tags);
  }

  private Damage.Done moveTags() {
    List<Catalog.Seed> tagged = promoted().stream().filter(seed -> !seed.tags().isEmpty()).toList();
    ImmutableListMultimap<String, Catalog.Seed> repositories = byRepository();
    int step = Math.max(1, tagged.size() / MOVED);
    int moved = 0;
    for (int i = 0; i < tagged.size() && moved < MOVED; i += step) {
      Catalog.Seed seed = tagged.get(i);
      String tag = seed.tags().getFirst();
      for (int j = 0; j < regions.size(); j++) {
        Region region = regions.get((moved + j) % regions.size());
        Optional<Catalog.Seed> other =
            repositories.get(seed.path()).stream()
                .filter(any -> !any.image().isSameAs(seed.image()) && holds(region, any))
                .findFirst();
        if (other.isPresent() && pointsAt(region, seed, tag)) {
          region.contents().tag(seed.path(), tag, other.get().image().digest());
          moved++;
          break;
        }
      }
    }
    return new Damage.Done(Damage.MOVED, names(), 0, moved);
  }

  /** Not so many of a small universe; and of those, the first few images are lost everywhere. */
  private Damage.Done loseTags() {
    List<Catalog.Seed> tagged = promoted().stream().filter(seed -> !seed.tags().isEmpty()).toList();
    long edges = (long) tagged.size() * regions.size();
    int wanted = (int) Math.min(UNTAGGED, edges / 4);
    int tags = 0;
    for (int i = 0; i < wanted; i++) {
      long edge = i * edges / wanted;
      Catalog.Seed seed = tagged.get((int) (edge % tagged.size()));
      Region region = regions.get((int) (edge / tagged.size()));
      tags += region.contents().untag(seed.path(), seed.tags().getFirst()) ? 1 : 0;
    }
    int images = 0;
    for (int i = 0; i < Math.min(LOST, wanted); i++) {
      images += loseEverywhere(tagged.get((int) ((long) i * tagged.size() / LOST)));
    }
    return new Damage.Done(Damage.UNTAGGED, names(), images, tags);
  }

  private int loseEverywhere(Catalog.Seed lost) {
    int images = 0;
    for (Catalog.Seed seed : catalog.seeds()) {
      if (seed.image().isSameAs(lost.image())) {
        for (Region region : regions) {
          images += lost.image().deleteFrom(region.contents(), seed.path()) ? 1 : 0;
        }
      }
    }
    for (Catalog.Seed source : catalog.sources()) {
      if (source.image().isSameAs(lost.image())) {
        lost.image().deleteFrom(sources, source.path());
      }
    }
    return images;
  }

  private ImmutableList<String> names() {
    return regions.stream().map(Region::name).collect(ImmutableList.toImmutableList());
  }
}
