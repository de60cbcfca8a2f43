package dev.reinstate.revision;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.Problem;
import dev.reinstate.manifest.load.ManifestLoader;
import dev.reinstate.manifest.load.ManifestSources;
import dev.reinstate.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest manifests of a branch. Only what is new is fetched, and it is parsed only when the
 * directory of the manifests changed. Not for several threads at once.
 */
public final class FollowedBranch implements AutoCloseable {

  /** Nobody packs a temporary clone; a fresh one now and then keeps it small. */
  private static final int FETCHES_OF_A_CLONE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(FollowedBranch.class);

  private record Parsed(
      ObjectId directory, LoadedManifests loaded, ImmutableList<String> problems) {}

  private final BranchLocation origin;
  private final ManifestLoader loader;
  private final Network network;
  private Optional<ShallowClone> clone = Optional.empty();
  private Optional<Parsed> last = Optional.empty();

  /**
   * @param network how its repository is reached
   */
  public FollowedBranch(BranchLocation origin, ManifestLoader loader, Network network) {
    this.network = network;
    this.origin = origin;
    this.loader = loader;
  }

  /**
   * What the branch says now.
   *
   * @throws RevisionException when the repository does not answer, or has no such branch or
   *     directory
   */
  public ManifestsAtCommit read() throws IOException {
    ShallowClone current = current();
    CommitFiles files = new CommitFiles(current.git(), current.update());
    ObjectId directory = files.idOf(origin.directory()).orElseThrow(() -> noDirectory(files));
    Optional<Parsed> same = last.filter(parsed -> parsed.directory().equals(directory));
    Parsed parsed = same.isPresent() ? same.get() : parse(directory, files);
    last = Optional.of(parsed);
    return new ManifestsAtCommit(files.commit().name(), parsed.loaded(), parsed.problems());
  }

  private ShallowClone current() throws IOException {
    if (clone.isPresent() && clone.get().fetches() >= FETCHES_OF_A_CLONE) {
      close();
    }
    if (clone.isEmpty()) {
      clone = Optional.of(ShallowClone.create(origin, network));
    }
    return clone.get();
  }

  private RevisionException noDirectory(CommitFiles files) {
    return new RevisionException(
        "commit %s of %s has no directory '%s'"
            .formatted(files.commit().abbreviate(12).name(), origin, origin.directory()));
  }

  private Parsed parse(ObjectId id, CommitFiles files) throws IOException {
    Path copy = Files.createTempDirectory("reinstate-commit");
    try {
      files.copy(origin.directory(), RevisionLoader.THIN, copy);
      LoadedManifests loaded =
          loader.load(new ManifestSources(ImmutableList.of(copy), ImmutableList.of()));
      inRepository(loaded.warnings(), copy).forEach(warning -> LOG.warn("warning: {}", warning));
      return new Parsed(id, loaded, inRepository(loaded.problems(), copy));
    } finally {
      MoreFiles.deleteRecursively(copy, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private ImmutableList<String> inRepository(ImmutableList<Problem> problems, Path copy) {
    String directory = origin.directory().toString().isEmpty() ? "" : origin.directory() + "/";
    return problems.stream()
        .map(problem -> problem.toString().replace(copy + "/", directory))
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public void close() {
    if (clone.isPresent()) {
      clone.get().close();
      clone = Optional.empty();
    }
  }
}
