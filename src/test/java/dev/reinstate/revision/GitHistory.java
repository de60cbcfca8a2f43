package dev.reinstate.revision;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;

/** A git repository whose work tree is a directory of the test's. */
public final class GitHistory implements AutoCloseable {

  private static final PersonIdent SOMEBODY = new PersonIdent("Somebody", "somebody@example.com");

  private final Git git;

  private GitHistory(Git git) {
    this.git = git;
  }

  public static GitHistory in(Path workTree) throws GitAPIException {
    return onBranch("master", workTree);
  }

  public static GitHistory onBranch(String name, Path workTree) throws GitAPIException {
    return new GitHistory(Git.init().setInitialBranch(name).setDirectory(workTree.toFile()).call());
  }

  /** Commits everything there is; the commit's id. */
  @CanIgnoreReturnValue
  public String commit() throws GitAPIException {
    git.add().addFilepattern(".").call();
    return git.commit()
        .setMessage("as it is now")
        .setAuthor(SOMEBODY)
        .setCommitter(SOMEBODY)
        .setSign(false)
        .call()
        .name();
  }

  /** Rewrites the newest commit to be everything there is. */
  public void amend() throws GitAPIException {
    git.add().addFilepattern(".").call();
    git.commit().setAmend(true).setMessage("as it should be").setSign(false).call();
  }

  /** A clone with the newest commit and nothing before it. */
  public void cloneShallow(Path target) throws GitAPIException {
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
