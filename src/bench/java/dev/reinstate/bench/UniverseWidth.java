package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.DesiredState;
import java.io.IOException;
import java.nio.file.Path;

/** The universe for so many of today's regions. */
record UniverseWidth(int regions, ImmutableList<Path> directories, DesiredState desired) {

  static UniverseWidth prepare(Setting setting, int regions) throws IOException {
    ImmutableList<Path> directories = Manifests.prepare(setting, Regions.ofToday(regions));
    return new UniverseWidth(regions, directories, Universe.load(directories));
  }

  @Override
  public String toString() {
    return "%d regions, %,d edges".formatted(regions, Universe.edges(desired));
  }
}
