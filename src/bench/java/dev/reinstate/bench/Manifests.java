package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;

/** The manifests of a setting, as files of its own. */
final class Manifests {

  private Manifests() {}

  static ImmutableList<Path> prepare(Setting setting) throws IOException {
    return prepare(setting, Regions.first(setting.regions()));
  }

  /** For other destinations than the setting's. */
  static ImmutableList<Path> prepare(Setting setting, ImmutableList<String> destinations)
      throws IOException {
    Path directory = setting.directory().resolve("manifests-" + destinations.size());
    if (setting.manifests().isEmpty()) {
      return GeneratedUniverse.write(directory, destinations, setting.size());
    }
    CopiedUniverse copies = new CopiedUniverse(destinations);
    ImmutableList.Builder<Path> copied = ImmutableList.builder();
    for (Path manifests : setting.manifests()) {
      copied.add(copies.copy(manifests, directory));
    }
    return copied.build();
  }
}
