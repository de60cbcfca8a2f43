package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that is too large to be an everyday one. */
final class GateTest {

  private static final String REPOSITORY = "us.example/prod/app";

  private final SampleImages samples = new SampleImages(12);
  private final List<SampleImage> images =
      Stream.generate(() -> samples.oci(50)).limit(30).toList();

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void promote() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    ManifestFile manifest = world.manifest("staging.example/team", "us.example/prod");
    for (int i = 0; i < images.size(); i++) {
      manifest.promote("app", images.get(i).digest(), "v" + i);
      world.put("staging.example/team/app", images.get(i));
      world.put(REPOSITORY, images.get(i), "v" + i);
    }
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void refusesManyTagMovesAndWritesNothing() {
    moveTags(26);
    var before = world.state();
    Run refused = world.reconcile("--confirm").endsWith(ExitCode.REFUSED);
    assertTrue(refused.out().contains("moves 26 tags; --max-tag-moves is 25"), refused.out());
    assertEquals(before, world.state());
    assertEquals(0, world.requests("PUT") + world.requests("POST"));
  }

  @Test
  void theLimitItselfPasses() {
    moveTags(25);
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    moveTags(3);
    world.reconcile("--confirm", "--max-tag-moves=2").endsWith(ExitCode.REFUSED);
    world.reconcile("--confirm", "--max-tag-moves=3").endsWith(ExitCode.DONE);
  }

  @Test
  void approvalLetsExactlyThatPlanThrough() {
    moveTags(26);
    String id = world.reconcile("--json").endsWith(ExitCode.DONE).plan().id();
    Run refused = world.reconcile("--confirm").endsWith(ExitCode.REFUSED);
    assertTrue(refused.out().contains("--approve=" + id), refused.out());

    moveTags(27);
    Run changed = world.reconcile("--confirm", "--json", "--approve=" + id);
    changed.endsWith(ExitCode.REFUSED);
    assertNotEquals(id, changed.plan().id());

    moveTags(26);
    world.reconcile("--confirm", "--approve=" + id).endsWith(ExitCode.DONE);
    Run clean = world.reconcile().endsWith(ExitCode.DONE);
    assertTrue(clean.out().endsWith("Nothing to promote.\n"), clean.out());
  }

  @Test
  void aRegistryThatSuddenlyListsEmptyIsNotTakenForADisaster() {
    world.wipe("us.example");
    Run refused = world.reconcile("--confirm").endsWith(ExitCode.REFUSED);
    assertTrue(refused.out().contains("us.example/prod misses 30 of 30 images"), refused.out());
    assertTrue(world.contents("us.example").state().isEmpty());
    world.reconcile("--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
  }

  @Test
  void aFewMissingImagesPassWhateverShareTheyAre() {
    images.subList(0, 10).forEach(image -> world.delete(REPOSITORY, image));
    world.reconcile("--confirm", "--max-missing=0").endsWith(ExitCode.DONE);
    images.subList(0, 11).forEach(image -> world.delete(REPOSITORY, image));
    world.reconcile("--confirm").endsWith(ExitCode.REFUSED);
  }

  @Test
  void refusesToAddManyTagsAndWritesNothing() {
    untag(0, 11);
    var before = world.state();
    Run refused = world.reconcile("--confirm").endsWith(ExitCode.REFUSED);
    assertTrue(refused.out().contains("us.example/prod misses 11 of 30 tags"), refused.out());
    assertEquals(before, world.state());
    String id = world.reconcile("--json").endsWith(ExitCode.DONE).plan().id();
    world.reconcile("--confirm", "--approve=" + id).endsWith(ExitCode.DONE);
  }

  @Test
  void aFewTagsToAddPassWhateverShareTheyAre() {
    untag(0, 10);
    world.reconcile("--confirm", "--max-missing=0").endsWith(ExitCode.DONE);
    untag(0, 11);
    world.reconcile("--confirm", "--max-missing=36").endsWith(ExitCode.REFUSED);
    world.reconcile("--confirm", "--max-missing=37").endsWith(ExitCode.DONE);
  }

  /** Missing images bring their tags along, which do not count once more. */
  @Test
  void tagsOfMissingImagesAreNoTagsToAdd() {
    images.subList(0, 20).forEach(image -> world.delete(REPOSITORY, image));
    Run refused = world.reconcile("--confirm").endsWith(ExitCode.REFUSED);
    assertTrue(refused.out().contains("misses 20 of 30 images"), refused.out());
    assertFalse(refused.out().contains("of 30 tags"), refused.out());
  }

  private void untag(int from, int to) {
    for (int i = from; i < to; i++) {
      world.contents("us.example").untag("prod/app", "v" + i);
    }
  }

  /** Tags 0 to n-1 to the last image; all others where they belong. */
  private void moveTags(int n) {
    for (int i = 0; i < images.size(); i++) {
      SampleImage to = i < n ? images.getLast() : images.get(i);
      world.contents("us.example").tag("prod/app", "v" + i, to.digest());
    }
  }
}
