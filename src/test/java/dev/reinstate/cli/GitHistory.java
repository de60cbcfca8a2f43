package dev.reinstate.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;

/** A git repository whose work tree is a directory of the test's. */
final class GitHistory implements AutoCloseable {

  private static final PersonIdent SOMEBODY = new PersonIdent("Somebody", "somebody@example.com");

  private final Git git;

  private GitHistory(Git git) {
    this.git = git;
  }

  static GitHistory in(Path workTree) throws GitAPIException {
    return new GitHistory(Git.init().setDirectory(workTree.toFile()).call());
  }

  /** Commits everything there is; the commit's id. */
  @CanIgnoreReturnValue
  String commit() throws GitAPIException {
    git.add().addFilepattern(".").call();
    return git.commit()
        .setMessage("as it is now")
        .setAuthor(SOMEBODY)
        .setCommitter(SOMEBODY)
        .setSign(false)
        .call()
        .name();
  }

  /** A clone with the newest commit and nothing before it. */
  void cloneShallow(Path target) throws GitAPIException {
    Git.cloneRepository()
        .setURI(git.getRepository().getDirectory().toURI().toString())
        .setDirectory(target.toFile())
        .setDepth(1)
        .call()
        .close();
  }

  @Override
  public void close() {
    git.close();
  }
}
