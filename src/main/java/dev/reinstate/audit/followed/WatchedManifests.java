package dev.reinstate.audit.followed;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.load.ManifestLoader;
import dev.reinstate.manifest.load.ManifestSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Manifests on this machine, parsed again when one of their files changed. */
public final class WatchedManifests implements ManifestFeed {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedManifests.class);

  private record FileState(Path path, long size, FileTime changed) {}

  private final ManifestLoader loader;
  private final ManifestSources sources;
  private ImmutableSet<FileState> files = ImmutableSet.of();
  private Optional<Version> last = Optional.empty();

  public WatchedManifests(ManifestLoader loader, ManifestSources sources) {
    this.loader = loader;
    this.sources = sources;
  }

  @Override
  public Version read() throws IOException {
    // Looked at before they are read: what changes in between shows the next time.
    ImmutableSet<FileState> now = states();
    if (last.isEmpty() || !now.equals(files)) {
      LoadedManifests loaded = loader.load(sources);
      loaded.warnings().forEach(warning -> LOG.warn("warning: {}", warning));
      ImmutableList<String> problems =
          loaded.problems().stream().map(Object::toString).collect(ImmutableList.toImmutableList());
      last = Optional.of(new Version(loaded.desired(), problems, Optional.empty()));
      files = now;
    }
    return last.get();
  }

  private ImmutableSet<FileState> states() throws IOException {
    ImmutableSet.Builder<FileState> states = ImmutableSet.builder();
    for (Path source : ImmutableList.copyOf(sources.singleManifests())) {
      addStates(source, states);
    }
    for (Path source : sources.thinManifestDirs()) {
      addStates(source.resolve("manifests"), states);
      addStates(source.resolve("images"), states);
    }
    return states.build();
  }

  private static void addStates(Path source, ImmutableSet.Builder<FileState> states)
      throws IOException {
    if (!Files.exists(source)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(source)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        BasicFileAttributes of = Files.readAttributes(path, BasicFileAttributes.class);
        states.add(new FileState(path, of.size(), of.lastModifiedTime()));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
