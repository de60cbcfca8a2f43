package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.Problem;
import dev.reinstate.manifest.load.ManifestLoader;
import dev.reinstate.manifest.load.ManifestSources;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Where the promoter manifests are. */
public final class ManifestOptions {

  @Option(
      names = "--thin-manifest-dir",
      paramLabel = "DIR",
      description = "directory with manifests/ and images/; repeatable")
  private List<Path> thinManifestDirs = List.of();

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description = "plain manifest with registries and images in one file; repeatable")
  private List<Path> manifests = List.of();

  @Option(
      names = "--skip-invalid",
      description = "go on with the valid entries; each problem becomes a finding (exit 4)")
  private boolean skipInvalid;

  @Option(
      names = "--strict",
      description = "what would only be a warning about the manifests is a problem")
  private boolean strict;

  /** Loads them; without {@code --skip-invalid} what is wrong in them is a problem of usage. */
  public LoadedManifests load(UsageProblems problems) {
    if (!given()) {
      problems.add("give at least one --thin-manifest-dir=DIR or --manifest=FILE");
    }
    LoadedManifests loaded = loader().load(sources());
    loaded.warnings().forEach(ManifestOptions::say);
    if (!skipInvalid && !loaded.problems().isEmpty()) {
      problems.addAll(loaded.problems());
      problems.add("--skip-invalid goes on with the valid entries and reports these (exit 4)");
    }
    return loaded;
  }

  private static void say(Problem warning) {
    LoggerFactory.getLogger(ManifestOptions.class).warn("warning: {}", warning);
  }

  /** Whether the user named any. */
  boolean given() {
    return !thinManifestDirs.isEmpty() || !manifests.isEmpty();
  }

  boolean skipInvalid() {
    return skipInvalid;
  }

  ManifestSources sources() {
    return new ManifestSources(
        ImmutableList.copyOf(thinManifestDirs), ImmutableList.copyOf(manifests));
  }

  ManifestLoader loader() {
    return new ManifestLoader(new FanOut(Runtime.getRuntime().availableProcessors()), strict);
  }
}
