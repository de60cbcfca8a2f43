package dev.reinstate.revision;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;

/** One commit of the git repository whose work tree a file or directory lies in. */
final class GitRevision implements AutoCloseable {

  private final Repository git;
  private final String revision;
  private final ObjectId commit;

  private GitRevision(Repository git, String revision, ObjectId commit) {
    this.git = git;
    this.revision = revision;
    this.commit = commit;
  }

  /**
   * @param within a real path: absolute and without symbolic links
   * @param revision anything that git's own revision syntax names
   */
  static GitRevision open(Path within, String revision) throws IOException {
    Repository git = repositoryOf(within);
    try {
      return new GitRevision(git, revision, resolve(git, revision));
    } catch (IOException e) {
      git.close();
      throw e;
    }
  }

  private static Repository repositoryOf(Path within) throws IOException {
    BareSystem.install();
    RepositoryBuilder builder = new RepositoryBuilder().findGitDir(within.toFile());
    if (builder.getGitDir() == null) {
      throw new RevisionException(
          within + " is in no git work tree; --changed-since compares with a revision of one");
    }
    Repository git = builder.setMustExist(true).build();
    if (git.isBare() || !within.startsWith(workTree(git))) {
      git.close();
      throw new RevisionException(within + " is not below the work tree of " + builder.getGitDir());
    }
    return git;
  }

  private static Path workTree(Repository git) throws IOException {
    return git.getWorkTree().toPath().toRealPath();
  }

  private static ObjectId resolve(Repository git, String revision) throws IOException {
    ObjectId commit;
    try {
      commit = git.resolve(revision + "^{commit}");
    } catch (IOException | RevisionSyntaxException e) {
      throw new RevisionException(missing(git, revision), e);
    }
    if (commit == null) {
      throw new RevisionException(missing(git, revision));
    }
    return commit;
  }

  private static String missing(Repository git, String revision) throws IOException {
    boolean shallow = !git.getObjectDatabase().getShallowCommits().isEmpty();
    return "--changed-since: "
        + git.getDirectory()
        + " has no commit '"
        + revision
        + "'"
        + (shallow ? "; the clone is shallow: fetch more of its history" : "");
  }

  /** The revision as the user named it, with the start of its commit's id. */
  String name() {
    String id = commit.abbreviate(12).name();
    return commit.name().startsWith(revision) ? id : revision + " (" + id + ")";
  }

  /**
   * Writes the regular files below some paths of the work tree, as they were, into a directory.
   *
   * @param base a directory of the work tree; files keep their paths relative to it
   * @param below files or directories, relative to {@code base}
   */
  void copy(Path base, Collection<String> below, Path target) throws IOException {
    Path inTree = Path.of(workTree(git).relativize(base).toString());
    try {
      new CommitFiles(git, commit).copy(inTree, below, target);
    } catch (IOException e) {
      throw new RevisionException("cannot read " + name() + " of " + git.getDirectory(), e);
    }
  }

  @Override
  public void close() {
    git.close();
  }
}
