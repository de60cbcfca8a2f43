package dev.reinstate.revision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.ManifestTree;
import dev.reinstate.manifest.load.ManifestLoader;
import dev.reinstate.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests of a branch that goes on, read from a repository elsewhere. */
final class FollowedBranchTest {

  private static final Repository PAUSE = Repository.parse("us.gcr.io/prod/pause");
  private static final Repository ETCD = Repository.parse("us.gcr.io/prod/etcd");

  @TempDir private Path directory;
  private Path workTree;
  private ManifestTree manifests;
  private GitHistory git;
  private FollowedBranch followed;

  @BeforeEach
  void commitManifests() throws IOException, GitAPIException {
    workTree = Files.createDirectory(directory.resolve("k8s.io"));
    manifests = new ManifestTree(workTree.resolve("registry/prod"));
    promote("first", "pause");
    // Much that does not change, so that fetching it again would show.
    for (int i = 0; i < 100; i++) {
      Files.writeString(workTree.resolve("other-" + i), "file " + i);
    }
    git = GitHistory.in(workTree);
    git.commit();
    followed = follow(workTree.toString(), "registry/prod");
  }

  @AfterEach
  void stop() throws IOException {
    followed.close();
    git.close();
  }

  @Test
  void sayWhatTheNewestCommitSays() throws Exception {
    assertEquals(ImmutableSet.of(PAUSE), wanted(followed.read()));
    promote("second", "etcd");
    assertEquals(ImmutableSet.of(PAUSE), wanted(followed.read()), "not committed yet");
    String commit = git.commit();
    ManifestsAtCommit read = followed.read();
    assertEquals(commit, read.commit());
    assertEquals(ImmutableSet.of(PAUSE, ETCD), wanted(read));
    assertEquals(ImmutableList.of(), read.problems());
  }

  @Test
  void areParsedOnlyWhenTheirDirectoryChanged() throws Exception {
    ManifestsAtCommit before = followed.read();
    assertSame(before.loaded(), followed.read().loaded());
    Files.writeString(workTree.resolve("elsewhere"), "text");
    String commit = git.commit();
    ManifestsAtCommit same = followed.read();
    assertEquals(commit, same.commit());
    assertSame(before.loaded(), same.loaded());
    promote("second", "etcd");
    git.commit();
    assertNotSame(before.loaded(), followed.read().loaded());
  }

  @Test
  void ofABadCommitNameFileAndLineInTheRepository() throws Exception {
    manifests.manifest(
        "broken", ManifestTree.REGISTRIES, "- name: etcd\n  dmap:\n    \"sha256:short\": []\n");
    git.commit();
    String problem = followed.read().problems().getFirst();
    assertTrue(problem.startsWith("registry/prod/images/broken/images.yaml:3:"), problem);
  }

  @Test
  void areFollowedWhereHistoryWasRewritten() throws Exception {
    followed.read();
    promote("second", "etcd");
    git.amend();
    assertEquals(ImmutableSet.of(PAUSE, ETCD), wanted(followed.read()));
  }

  @Test
  void outliveARepositoryThatDoesNotAnswer() throws Exception {
    followed.read();
    Path away = directory.resolve("away");
    Files.move(workTree, away);
    IOException e = assertThrows(RevisionException.class, followed::read);
    assertTrue(e.getMessage().contains("cannot fetch " + workTree + " master"), e.getMessage());
    Files.move(away, workTree);
    assertEquals(ImmutableSet.of(PAUSE), wanted(followed.read()));
  }

  @Test
  void areNotOnEveryBranchNorInEveryDirectory() throws Exception {
    try (FollowedBranch elsewhere = follow(workTree.toString(), "registry/staging")) {
      String said = assertThrows(RevisionException.class, elsewhere::read).getMessage();
      assertTrue(said.contains("has no directory 'registry/staging'"), said);
    }
    BranchLocation release = BranchLocation.parse(workTree.toString(), "release", "registry/prod");
    try (FollowedBranch other = new FollowedBranch(release, loader(), Network.DEFAULT)) {
      String said = assertThrows(RevisionException.class, other::read).getMessage();
      assertTrue(said.contains("has no branch 'release'"), said);
    }
  }

  @Test
  void comeFromGitsOwnServerWithNothingFetchedTwice() throws Exception {
    try (GitDaemon daemon = GitDaemon.start(directory);
        ShallowClone clone =
            ShallowClone.create(
                BranchLocation.parse(daemon.url("k8s.io"), "master", "registry/prod"),
                Network.DEFAULT)) {
      clone.update();
      long first = packed(clone);
      promote("second", "etcd");
      git.commit();
      clone.update();
      clone.update();
      assertEquals(2, clone.fetches());
      long more = packed(clone) - first;
      assertTrue(more < first / 2, more + " bytes more than the first " + first);
      assertTrue(
          Files.readString(clone.git().getDirectory().toPath().resolve("shallow")).length() > 40);
    }
  }

  @Test
  void leaveNothingBehind() throws Exception {
    Path kept;
    try (ShallowClone clone =
        ShallowClone.create(
            BranchLocation.parse(workTree.toString(), "master", ""), Network.DEFAULT)) {
      clone.update();
      kept = clone.git().getDirectory().toPath();
      assertTrue(Files.exists(kept));
    }
    assertFalse(Files.exists(kept));
  }

  private void promote(String name, String image) {
    manifests.manifest(
        name,
        ManifestTree.REGISTRIES,
        "- name: %s\n  dmap:\n    \"%s\": [\"v1\"]\n".formatted(image, ManifestTree.digest(image)));
  }

  private static FollowedBranch follow(String url, String path) {
    return new FollowedBranch(BranchLocation.parse(url, "master", path), loader(), Network.DEFAULT);
  }

  private static ManifestLoader loader() {
    return new ManifestLoader(new FanOut(2));
  }

  private static ImmutableSet<Repository> wanted(ManifestsAtCommit read) {
    return read.loaded().desired().repositories().keySet().stream()
        .filter(repository -> repository.host().equals("us.gcr.io"))
        .collect(ImmutableSet.toImmutableSet());
  }

  private static long packed(ShallowClone clone) throws IOException {
    try (Stream<Path> files = Files.walk(clone.git().getDirectory().toPath().resolve("objects"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
