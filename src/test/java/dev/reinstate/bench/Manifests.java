package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableList.Builder;
import java.io.IOException;
import java.nio.file.Path;

/** The manifests of a setting, as files of its own. */
final class Manifests {

  private Manifests() {}

  static ImmutableList<Path> prepare(Setting setting) throws IOException {
    return prepare(setting, setting.regions());
  }

  /** For another number of destinations than the setting's. */
  static ImmutableList<Path> prepare(Setting setting, int regions) throws IOException {
    ImmutableList<String> destinations = Regions.first(regions);
    Path directory = setting.directory().resolve("manifests-" + regions);
    if (setting.manifests().isEmpty()) {
      return GeneratedUniverse.write(directory, destinations);
    }
    CopiedUniverse copies = new CopiedUniverse(destinations);
    Builder<Path> copied = ImmutableList.builder();
    for (Path manifests : setting.manifests()) {
      copied.add(copies.copy(manifests, directory));
    }
    return copied.build();
  }
}
