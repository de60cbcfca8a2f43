package dev.reinstate.scrub;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.proof.Ring;
import java.util.function.Predicate;

/**
 * Every image that manifests desire, with its place on the ring. There may be a million: they are
 * looked for when somebody asks.
 */
public final class Universe {

  private final Supplier<ImmutableList<Subject>> images;
  private final Supplier<long[]> places;

  private Universe(Supplier<ImmutableList<Subject>> images) {
    this.images = Suppliers.memoize(images);
    this.places =
        Suppliers.memoize(
            () ->
                images().stream()
                    .mapToLong(image -> Ring.place(image.repository(), image.digest()))
                    .toArray());
  }

  /** What is desired of the repositories in scope. */
  public static Universe of(DesiredState desired, Predicate<Repository> scope) {
    return new Universe(() -> images(desired, scope));
  }

  private static ImmutableList<Subject> images(DesiredState desired, Predicate<Repository> scope) {
    ImmutableList.Builder<Subject> images = ImmutableList.builder();
    desired
        .repositories()
        .forEach(
            (repository, wanted) -> {
              if (scope.test(repository)) {
                wanted
                    .images()
                    .tagsByDigest()
                    .keySet()
                    .forEach(digest -> images.add(new Subject(repository, digest)));
              }
            });
    return images.build();
  }

  public ImmutableList<Subject> images() {
    return images.get();
  }

  /** The place of each image, in the order of {@link #images}; not to be changed. */
  public long[] places() {
    return places.get();
  }
}
