package dev.reinstate.manifest.load;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.ManifestCounts;
import dev.reinstate.manifest.ManifestFile;
import dev.reinstate.manifest.ManifestLocations;
import dev.reinstate.manifest.Problem;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.PromoterManifest;
import java.nio.file.Path;
import java.util.Optional;

/** Loads promoter manifests into the desired state. */
public final class ManifestLoader {

  private final FanOut fanOut;
  private final boolean strict;

  /**
   * Not a strict one.
   *
   * @param fanOut reads that many manifests at once; as many as there are processors is enough
   */
  public ManifestLoader(FanOut fanOut) {
    this(fanOut, false);
  }

  /**
   * @param fanOut reads that many manifests at once; as many as there are processors is enough
   * @param strict whether what would be a warning is a problem
   */
  public ManifestLoader(FanOut fanOut, boolean strict) {
    this.fanOut = fanOut;
    this.strict = strict;
  }

  /** Never throws for what the files hold: everything wrong is in {@link LoadedManifests}. */
  public LoadedManifests load(ManifestSources sources) {
    Problems layout = new Problems();
    ImmutableList<ManifestParser.Result> parsed =
        fanOut.map(files(sources, layout), ManifestParser::parse);
    ImmutableList<PromoterManifest> manifests =
        parsed.stream()
            .map(ManifestParser.Result::manifest)
            .flatMap(Optional::stream)
            .collect(ImmutableList.toImmutableList());
    Problems conflicts = new Problems();
    DesiredState desired = new DesiredStateAssembly(conflicts).assemble(manifests);
    ImmutableList.Builder<Problem> problems = ImmutableList.builder();
    problems.addAll(layout.asList());
    parsed.forEach(result -> problems.addAll(result.problems().asList()));
    problems.addAll(conflicts.asList());
    ImmutableList.Builder<Problem> warnings = strict ? problems : ImmutableList.builder();
    parsed.forEach(result -> warnings.addAll(result.problems().warnings()));
    return new LoadedManifests(
        desired,
        ImmutableList.sortedCopyOf(problems.build()),
        strict ? ImmutableList.of() : ImmutableList.sortedCopyOf(warnings.build()),
        ManifestCounts.of(manifests, desired),
        new ManifestLocations(manifests));
  }

  private static ImmutableList<ManifestFile> files(ManifestSources sources, Problems problems) {
    ImmutableList.Builder<ManifestFile> files = ImmutableList.builder();
    for (Path directory : sources.thinManifestDirs()) {
      files.addAll(new ThinManifestDirectory(directory, problems).find());
    }
    sources.singleManifests().forEach(file -> files.add(new ManifestFile.Single(file)));
    return files.build();
  }
}
