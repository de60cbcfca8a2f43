package dev.reinstate.revision;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;

/** The files of one commit. */
record CommitFiles(Repository git, ObjectId commit) {

  /**
   * What is at a path: a directory's id is the same as long as nothing below it changes.
   *
   * @param path relative to the root; empty for the root itself
   */
  Optional<ObjectId> idOf(Path path) throws IOException {
    try (RevWalk commits = new RevWalk(git)) {
      ObjectId root = commits.parseTree(commit);
      if (path.toString().isEmpty()) {
        return Optional.of(root);
      }
      try (TreeWalk found = TreeWalk.forPath(git, path.toString(), root)) {
        return Optional.ofNullable(found).map(walk -> walk.getObjectId(0));
      }
    }
  }

  /**
   * Writes the regular files below some paths into a directory.
   *
   * @param base files keep their paths relative to it; empty for the root
   * @param below files or directories, relative to {@code base}
   */
  void copy(Path base, Collection<String> below, Path target) throws IOException {
    ImmutableList<String> paths =
        below.stream()
            .map(path -> base.resolve(path).toString())
            .collect(ImmutableList.toImmutableList());
    try (RevWalk commits = new RevWalk(git);
        TreeWalk files = new TreeWalk(git)) {
      files.addTree(commits.parseTree(commit));
      files.setRecursive(true);
      files.setFilter(PathFilterGroup.createFromStrings(paths));
      while (files.next()) {
        copyFile(files, base, target);
      }
    }
  }

  private void copyFile(TreeWalk files, Path base, Path target) throws IOException {
    Optional<Path> path = safePath(files);
    if (path.isEmpty()) {
      return;
    }
    Path file = target.resolve(base.relativize(path.get()));
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      git.open(files.getObjectId(0)).copyTo(out);
    }
  }

  /** Empty for what is no regular file, and for names that git itself would not check out. */
  private static Optional<Path> safePath(TreeWalk files) {
    boolean regular = (files.getRawMode(0) & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
    try {
      new ObjectChecker().checkPath(files.getPathString());
    } catch (CorruptObjectException e) {
      return Optional.empty();
    }
    return regular ? Optional.of(Path.of(files.getPathString())) : Optional.empty();
  }
}
