package dev.reinstate.revision;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.reinstate.manifest.load.ManifestLoader;
import dev.reinstate.manifest.load.ManifestSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** Loads manifests as they were at a git revision. */
public final class RevisionLoader {

  static final ImmutableList<String> THIN = ImmutableList.of("manifests", "images");

  private final ManifestLoader loader;

  public RevisionLoader(ManifestLoader loader) {
    this.loader = loader;
  }

  /**
   * What the same files said then. What was wrong in them then is nobody's concern now and left
   * out; a file that was not there said nothing.
   *
   * @param revision in git's syntax; looked up in the repository of each of the sources
   * @throws RevisionException when a source is in no git work tree or its repository does not have
   *     the revision
   */
  public BaseManifests load(ManifestSources sources, String revision) throws IOException {
    Path directory = Files.createTempDirectory("reinstate-base");
    try {
      return new Copies(directory, revision).load(sources);
    } finally {
      // Nobody else writes there, so a platform without secure deletion is as good.
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /** The files of one revision on their way through a directory. */
  private final class Copies {

    private final Path directory;
    private final String revision;
    private final ImmutableMap.Builder<Path, Path> origins = ImmutableMap.builder();
    private int sources;
    private String name;

    Copies(Path directory, String revision) {
      this.directory = directory;
      this.revision = revision;
      this.name = revision;
    }

    BaseManifests load(ManifestSources current) throws IOException {
      ImmutableList.Builder<Path> thin = ImmutableList.builder();
      for (Path original : current.thinManifestDirs()) {
        thin.add(copyDirectory(original));
      }
      ImmutableList.Builder<Path> single = ImmutableList.builder();
      for (Path original : current.singleManifests()) {
        single.add(copyFile(original));
      }
      ManifestSources copies = new ManifestSources(thin.build(), single.build());
      return new BaseManifests(name, loader.load(copies), origins.buildOrThrow());
    }

    private Path copyDirectory(Path original) throws IOException {
      Path copy = nextDirectory();
      copy(realPath(original), THIN, copy);
      origins.put(copy, original);
      return copy;
    }

    private Path copyFile(Path original) throws IOException {
      Path real = realPath(original);
      String fileName = real.getFileName().toString();
      Path copy = nextDirectory();
      copy(real.getParent(), ImmutableList.of(fileName), copy);
      origins.put(copy.resolve(fileName), original);
      return copy.resolve(fileName);
    }

    private void copy(Path base, Collection<String> below, Path target) throws IOException {
      try (GitRevision git = GitRevision.open(base, revision)) {
        git.copy(base, below, target);
        name = git.name();
      }
    }

    private Path nextDirectory() throws IOException {
      return Files.createDirectory(directory.resolve(String.valueOf(sources++)));
    }

    private static Path realPath(Path path) throws RevisionException {
      try {
        return path.toRealPath();
      } catch (IOException e) {
        throw new RevisionException("--changed-since: cannot find " + path, e);
      }
    }
  }
}
