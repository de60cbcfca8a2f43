package dev.reinstate.bench;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryState;
import dev.reinstate.sandbox.http.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** An embedded registry that can go back to what it held. */
final class ControlledRegistry {

  private static final byte[] ANY_MANIFEST = {'{', '}'};

  private static final RepositoryState NOTHING =
      new RepositoryState(ImmutableSet.of(), ImmutableSortedMap.of(), ImmutableSet.of());

  private final EmbeddedRegistry registry;
  private final AtomicReference<Optional<Activity>> activity =
      new AtomicReference<>(Optional.empty());
  private volatile Duration latency = Duration.ZERO;
  private Optional<ImmutableSortedMap<String, RepositoryState>> marked = Optional.empty();

  ControlledRegistry(EmbeddedRegistry registry) {
    this.registry = registry;
    registry.latency().set(this::delay);
  }

  private Duration delay(Target target) {
    Duration wait = latency;
    Instant asked = Instant.now();
    Activity request = new Activity(asked, asked.plus(wait));
    activity.updateAndGet(before -> Optional.of(before.map(request::join).orElse(request)));
    return wait;
  }

  /** Every request waits so long from now on. */
  void latency(Duration duration) {
    latency = duration;
  }

  String host() {
    return registry.host();
  }

  EmbeddedRegistry registry() {
    return registry;
  }

  /** Since it was restored, as far as it is about waiting: an answer takes a moment longer. */
  Optional<Activity> activity() {
    return activity.get();
  }

  /**
   * Holds every image and tag that is desired, below a path that begins with the host it is desired
   * on. Nobody has the bytes of these manifests; listings do not need them.
   */
  void fill(DesiredState desired) {
    RegistryContents contents = registry.contents();
    desired
        .repositories()
        .forEach(
            (repository, wanted) -> {
              String path = Universe.path(repository);
              wanted
                  .images()
                  .tagsByDigest()
                  .keySet()
                  .forEach(digest -> contents.putManifest(path, placeholder(digest)));
              wanted
                  .images()
                  .digestByTag()
                  .forEach((tag, digest) -> contents.tag(path, tag, digest));
            });
  }

  private static Manifest placeholder(DescriptorDigest digest) {
    return new Manifest(digest, MediaTypes.DOCKER_MANIFEST, ANY_MANIFEST);
  }

  void mark() {
    marked = Optional.of(registry.contents().state());
  }

  /** Back to the mark, if there is one, with nothing counted. */
  void restore() {
    marked.ifPresent(this::takeAwayWhatCame);
    registry.counts().reset();
    activity.set(Optional.empty());
  }

  /** Contenders delete nothing. */
  private void takeAwayWhatCame(ImmutableSortedMap<String, RepositoryState> since) {
    RegistryContents contents = registry.contents();
    contents
        .state()
        .forEach(
            (path, now) -> {
              RepositoryState then = since.getOrDefault(path, NOTHING);
              Sets.difference(now.images(), then.images())
                  .forEach(image -> contents.deleteManifest(path, image));
              Sets.difference(now.blobs(), then.blobs())
                  .forEach(blob -> contents.deleteBlob(path, blob));
            });
  }
}
