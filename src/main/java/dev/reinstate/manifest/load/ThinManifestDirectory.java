package dev.reinstate.manifest.load;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.ManifestFile;
import dev.reinstate.manifest.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Finds the manifests of a thin manifest directory: {@code manifests/<dir>/promoter-manifest.yaml},
 * each with {@code images/<dir>/images.yaml}. As the promoter does, it passes over any other name
 * and over directories without a manifest; a manifest elsewhere is a problem, and so is a symbolic
 * link that hides one.
 */
final class ThinManifestDirectory {

  private static final String MANIFEST = "promoter-manifest.yaml";

  private final Path root;
  private final Path manifests;
  private final Problems problems;

  ThinManifestDirectory(Path root, Problems problems) {
    this.root = root;
    this.manifests = root.resolve("manifests");
    this.problems = problems;
  }

  /** The manifests, sorted by path; problems of the layout are reported. */
  ImmutableList<ManifestFile.Thin> find() {
    boolean hasManifests = isDirectory(manifests);
    boolean hasImages = isDirectory(root.resolve("images"));
    if (!hasManifests || !hasImages) {
      return ImmutableList.of();
    }
    Finder finder = new Finder();
    try {
      Files.walkFileTree(manifests, finder);
    } catch (IOException e) {
      throw new UncheckedIOException("the visitor does not throw", e);
    }
    if (finder.found == 0) {
      report(manifests, "no " + MANIFEST + " below; is this a thin manifest directory?");
    }
    Collections.sort(finder.paths);
    return finder.paths.stream().map(this::thin).collect(ImmutableList.toImmutableList());
  }

  private ManifestFile.Thin thin(Path manifest) {
    Path directory = manifest.getParent().getFileName();
    return new ManifestFile.Thin(
        manifest, root.resolve("images").resolve(directory).resolve("images.yaml"));
  }

  private boolean isDirectory(Path path) {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    report(path, "not a directory; a thin manifest directory has 'manifests' and 'images'");
    return false;
  }

  private void report(Path path, String message) {
    problems.add(Location.ofFile(path.toString()), message);
  }

  private final class Finder extends SimpleFileVisitor<Path> {

    private final List<Path> paths = new ArrayList<>();
    private int found;

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (directory.endsWith(MANIFEST)) {
        found++;
        report(directory, "not a regular file");
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (file.endsWith(MANIFEST)) {
        found++;
        manifest(file);
      } else if (attributes.isSymbolicLink() && Files.isDirectory(file)) {
        report(file, "a symbolic link to a directory is not followed; use a real directory");
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      report(file, "cannot be read: " + e);
      return FileVisitResult.CONTINUE;
    }

    private void manifest(Path file) {
      if (manifests.relativize(file).getNameCount() != 2) {
        report(file, "outside manifests/<dir>/; the promoter refuses it: move it there");
        return;
      }
      Path images = root.resolve("images").resolve(file.getParent().getFileName());
      if (Files.isSymbolicLink(images)) {
        report(images, "a symbolic link to a directory is not followed; use a real directory");
        return;
      }
      paths.add(file);
    }
  }
}
