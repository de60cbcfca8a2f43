package dev.reinstate.cli.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.Referrer;
import dev.reinstate.inventory.RepositoryReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;

/** Registries that are read until a stop is requested, and whose reading is watched. */
final class ObservedRegistry implements RepositoryReader, ImageReader {

  private final RepositoryReader repositories;
  private final ImageReader images;
  private final Progress.Task progress;
  private final StopSignal stop;

  /**
   * @param progress is told of every repository, manifest and blob
   */
  ObservedRegistry(
      RepositoryReader repositories, ImageReader images, Progress.Task progress, StopSignal stop) {
    this.repositories = repositories;
    this.images = images;
    this.progress = progress;
    this.stop = stop;
  }

  @Override
  public LiveRepository read(Repository repository, Expectation expectation) {
    step();
    return repositories.read(repository, expectation);
  }

  @Override
  public ImmutableSet<Referrer> referrers(Repository repository, DescriptorDigest subject)
      throws IOException {
    step();
    return repositories.referrers(repository, subject);
  }

  @Override
  public RepositoryReader over(Collection<Repository> asked) {
    return new ObservedRegistry(repositories.over(asked), images, progress, stop);
  }

  @Override
  public Manifest manifest(Repository repository, DescriptorDigest digest) throws IOException {
    step();
    return images.manifest(repository, digest);
  }

  @Override
  public InputStream blob(Repository repository, Descriptor blob) throws IOException {
    step();
    return images.blob(repository, blob);
  }

  private void step() {
    stop.check();
    progress.step();
  }
}
