package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.load.ManifestLoader;
import dev.reinstate.manifest.load.ManifestSources;
import java.nio.file.Path;
import java.util.Collection;

/** What promoter manifests desire, all of it on one host of the benchmark. */
final class Universe {

  /** The path below which all repositories are. */
  static final String ROOT = "all";

  private Universe() {}

  /** The valid entries. */
  static DesiredState load(Collection<Path> thinManifestDirs) {
    FanOut fanOut = new FanOut(Runtime.getRuntime().availableProcessors());
    return new ManifestLoader(fanOut)
        .load(new ManifestSources(ImmutableList.copyOf(thinManifestDirs), ImmutableList.of()))
        .desired();
  }

  /** The host becomes part of the path. */
  static String path(Repository repository) {
    return ROOT + "/" + repository;
  }

  /** The options with which Reinstate finds them there. */
  static ImmutableList<String> rewrites(DesiredState desired, String host) {
    return desired.destinations().stream()
        .map(RegistryPrefix::host)
        .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo))
        .stream()
        .map(name -> "--rewrite=" + name + "=" + host + "/" + ROOT + "/" + name)
        .collect(ImmutableList.toImmutableList());
  }

  /** What destinations must hold: each tag, and each image without one. */
  static long edges(DesiredState desired) {
    return desired.repositories().values().stream()
        .flatMap(repository -> repository.images().tagsByDigest().values().stream())
        .mapToLong(tags -> Math.max(1, tags.size()))
        .sum();
  }

  /** How many images all its repositories have together. */
  static long images(DesiredState desired) {
    return desired.repositories().values().stream()
        .mapToLong(repository -> repository.images().tagsByDigest().keySet().size())
        .sum();
  }
}
