package dev.reinstate.manifest.load;

import static dev.reinstate.manifest.ManifestTree.REGISTRIES;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.ManifestTree;
import dev.reinstate.manifest.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ThinManifestDirectoryTest {

  @TempDir Path root;
  private ManifestTree tree;

  @BeforeEach
  void plant() {
    tree = new ManifestTree(root).manifest("good", REGISTRIES, "");
  }

  @Test
  void aMissingImagesFileIsAProblem() {
    tree.write(tree.manifestPath("m"), REGISTRIES);

    assertProblems("images/m/images.yaml: the file does not exist");
  }

  @Test
  void anImagesFileThatIsADirectoryIsAProblem() throws IOException {
    tree.write(tree.manifestPath("m"), REGISTRIES);
    Files.createDirectories(tree.imagesPath("m"));

    assertProblems("images/m/images.yaml: not a regular file");
  }

  @Test
  void aSymbolicLinkIsNotFollowed() throws IOException {
    tree.write(tree.manifestPath("m"), REGISTRIES);
    Files.createDirectories(tree.imagesPath("m").getParent());
    Files.createSymbolicLink(tree.imagesPath("m"), tree.imagesPath("good"));
    tree.write(tree.manifestPath("n"), REGISTRIES);
    Files.createSymbolicLink(root.resolve("images/n"), root.resolve("images/good"));
    Files.createSymbolicLink(root.resolve("manifests/o"), root.resolve("manifests/good"));

    assertProblems(
        "images/m/images.yaml: not a regular file",
        "images/n: a symbolic link to a directory is not followed; use a real directory",
        "manifests/o: a symbolic link to a directory is not followed; use a real directory");
  }

  @Test
  void aManifestThatIsNotARegularFileIsAProblem() throws IOException {
    tree.write(tree.imagesPath("m"), "");
    Files.createDirectories(tree.manifestPath("m"));
    tree.write(tree.imagesPath("n"), "");
    Files.createDirectories(tree.manifestPath("n").getParent());
    Files.createSymbolicLink(tree.manifestPath("n"), tree.manifestPath("good"));

    assertProblems(
        "manifests/m/promoter-manifest.yaml: not a regular file",
        "manifests/n/promoter-manifest.yaml: not a regular file");
  }

  @Test
  void aManifestAtAnotherDepthIsAProblem() {
    tree.write(root.resolve("manifests/promoter-manifest.yaml"), REGISTRIES);
    tree.write(root.resolve("manifests/a/b/promoter-manifest.yaml"), REGISTRIES);

    assertProblems(
        "manifests/a/b/promoter-manifest.yaml: "
            + "outside manifests/<dir>/; the promoter refuses it: move it there",
        "manifests/promoter-manifest.yaml: "
            + "outside manifests/<dir>/; the promoter refuses it: move it there");
  }

  @Test
  void aDirectoryWithoutManifestsIsAProblem() throws IOException {
    Path empty = Files.createDirectory(root.resolve("empty"));
    Path bare = root.resolve("bare");
    new ManifestTree(bare);

    LoadedManifests loaded =
        ManifestTree.load(ImmutableList.of(empty, bare), ImmutableList.of(root.resolve("none")));

    assertEquals(
        ImmutableList.of(
            bare.resolve("manifests")
                + ": no promoter-manifest.yaml below; is this a thin manifest directory?",
            empty.resolve("images")
                + ": not a directory; a thin manifest directory has 'manifests' and 'images'",
            empty.resolve("manifests")
                + ": not a directory; a thin manifest directory has 'manifests' and 'images'",
            root.resolve("none") + ": the file does not exist"),
        loaded.problems().stream().map(Problem::toString).toList());
  }

  private void assertProblems(String... expected) {
    assertEquals(ImmutableList.copyOf(expected), tree.problems());
    assertEquals(1, tree.load().counts().manifests());
  }
}
