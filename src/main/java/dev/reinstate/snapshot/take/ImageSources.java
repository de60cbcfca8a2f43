package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The repositories that have images, and so should have what these are made of. Mirrors that have
 * the same images are kept once for all of them, so that a million edges take no more than those of
 * one region.
 */
final class ImageSources {

  /** Repositories with the same images, told from others as an object. */
  private static final class Mirrors {
    private final ImmutableSet<Repository> repositories;

    Mirrors(ImmutableSet<Repository> repositories) {
      this.repositories = repositories;
    }
  }

  private final SetMultimap<DescriptorDigest, Mirrors> mirrors = LinkedHashMultimap.create();

  /** Of all images that are live. */
  static ImageSources of(LiveState live) {
    Map<ImmutableSet<DescriptorDigest>, ImmutableSet.Builder<Repository>> alike =
        new LinkedHashMap<>();
    live.repositories()
        .forEach(
            (repository, answer) -> {
              if (answer instanceof LiveRepository.Contents contents) {
                alike
                    .computeIfAbsent(contents.images(), images -> ImmutableSet.builder())
                    .add(repository);
              }
            });
    ImageSources sources = new ImageSources();
    alike.forEach((images, repositories) -> sources.add(images, repositories.build()));
    return sources;
  }

  /** Of a few images. */
  static ImageSources of(SetMultimap<DescriptorDigest, Repository> repositories) {
    ImageSources sources = new ImageSources();
    repositories
        .asMap()
        .forEach((image, in) -> sources.add(ImmutableSet.of(image), ImmutableSet.copyOf(in)));
    return sources;
  }

  private void add(Set<DescriptorDigest> images, ImmutableSet<Repository> repositories) {
    Mirrors alike = new Mirrors(repositories);
    images.forEach(image -> mirrors.put(image, alike));
  }

  Set<DescriptorDigest> images() {
    return mirrors.keySet();
  }

  /** Where a manifest is, there should be what it refers to. */
  void inherit(DescriptorDigest referred, DescriptorDigest manifest) {
    mirrors.putAll(referred, mirrors.get(manifest));
  }

  /** Those that have any of these images, in the order to ask them in. */
  ImmutableSet<Repository> of(Collection<DescriptorDigest> images) {
    Set<Mirrors> found = new LinkedHashSet<>();
    images.forEach(image -> found.addAll(mirrors.get(image)));
    return found.size() == 1
        ? Iterables.getOnlyElement(found).repositories
        : found.stream()
            .flatMap(alike -> alike.repositories.stream())
            .collect(ImmutableSet.toImmutableSet());
  }
}
