package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.Digests;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code snapshot list} and {@code snapshot diff} over two nights, and what they refuse. */
final class SnapshotCommandsTest {

  private static final String FIRST = "2026-11-24T02-00-00Z";
  private static final String SECOND = "2026-11-25T02-00-00Z";
  private static final String APP = "us.example/prod/app";

  private final SampleImages samples = new SampleImages(31);
  private final SampleImage image = samples.oci(200);
  private final SampleImage other = samples.oci(300);

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void takeTwoSnapshots() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.registry("staging.example");
    ManifestFile manifest = world.manifest("staging.example/team", "us.example/prod");
    manifest.promote("app", image.digest(), "v1");
    world.put(APP, image, "v1", "edge");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.put(APP, other, "v1", "v2", "edge");
    world.takeSnapshot().endsWith(ExitCode.DONE);
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void listShowsEverySnapshotWithTheHashOfItsRootAndOfTheOneBefore() throws IOException {
    Run run = snapshot("list").endsWith(ExitCode.DONE);
    ImmutableList<String> lines = run.out().lines().collect(ImmutableList.toImmutableList());
    assertEquals(3, lines.size(), run.out());
    assertTrue(
        lines.get(1).matches(FIRST + " +1 +2 +[0-9]+ +[0-9]+ +0 +0  " + hash(FIRST) + " none"));
    assertTrue(
        lines
            .get(2)
            .matches(SECOND + " +2 +3 +[0-9]+ +[0-9]+ +1 +0  " + hash(SECOND) + " " + hash(FIRST)),
        run.out());
  }

  @Test
  void listAsJsonSaysTheSame() throws IOException {
    JsonNode json = snapshot("list", "--json").endsWith(ExitCode.DONE).json();
    assertEquals(2, json.size());
    JsonNode second = json.get(1);
    assertEquals(SECOND, second.get("name").asText());
    assertEquals("2026-11-25T02:00:00Z", second.get("created").asText());
    assertEquals(json.get(0).get("digest"), second.at("/predecessor/digest"));
    assertEquals(
        Digests.of(Files.readAllBytes(root(SECOND))).toString(), second.get("digest").asText());
    assertEquals(1, second.get("repositories").asInt());
    assertEquals(2, second.get("images").asInt());
    assertEquals(3, second.get("tags").asInt());
    assertEquals(1, second.get("disputed").asInt());
    assertEquals(0, second.get("unreadable").asInt());
    assertTrue(second.get("newBytes").asLong() < second.get("bytes").asLong());
    assertFalse(json.get(0).has("predecessor"));
  }

  @Test
  void listNamesARootThatIsDamagedAndShowsTheOthers() throws IOException {
    Files.delete(root(SECOND));
    Files.writeString(root(SECOND), "{}");
    Run run = snapshot("list").endsWith(ExitCode.PARTIAL);
    assertTrue(run.out().contains(SECOND + " ! damaged"), run.out());
    assertTrue(run.out().contains(hash(FIRST)), run.out());
    assertTrue(snapshot("list", "--json").json().get(1).has("damaged"));
  }

  @Test
  void diffSaysWhatChangedBetweenTwoNights() {
    Run run =
        snapshot("diff", "--from=2026-11-24T12:00:00Z", "--to=2026-11-25T12:00:00Z")
            .endsWith(ExitCode.DONE);
    assertEquals(
        """
        + image %1$s@%3$s
        + tag   %1$s:v2 %3$s
        ~ tag   %1$s:edge %2$s → %3$s
        3 changes from snapshot %4$s to %5$s
        """
            .formatted(APP, image.digest(), other.digest(), FIRST, SECOND),
        run.out());
  }

  @Test
  void diffGoesUpToNowUnlessToldOtherwise() {
    assertTrue(
        snapshot("diff", "--from=2026-11-25T02:00:00Z")
            .endsWith(ExitCode.DONE)
            .out()
            .endsWith("0 changes from snapshot " + SECOND + " to " + SECOND + "\n"));
  }

  @Test
  void everyCommandAsksForTheStoreAndRefusesAnUnknownScheme() {
    for (ImmutableList<String> command :
        ImmutableList.of(
            ImmutableList.of("take"),
            ImmutableList.of("list"),
            ImmutableList.of("verify"),
            ImmutableList.of("drill"),
            ImmutableList.of("export", directory.resolve("layout").toString()),
            ImmutableList.of("diff", "--from=2026-11-24T12:00:00Z"))) {
      assertTrue(usage(command).contains("--snapshot=URI"), command::toString);
      assertTrue(
          usage(command, "--snapshot=s3://bucket").contains("neither gs://bucket"),
          command::toString);
    }
    assertFalse(Files.exists(directory.resolve("layout")));
  }

  @Test
  void valuesThatMakeNoSenseAreUsageProblems() throws IOException {
    assertRefused("--sample: 0", "verify", "--sample=0");
    assertRefused("--deep and --sample", "verify", "--sample=3", "--deep");
    assertRefused("--for: only with --deep", "verify", "--for=2h");
    assertRefused("--bytes-limit: only with --deep", "verify", "--bytes-limit=1TiB");
    assertRefused("--for: 'soon'", "verify", "--deep", "--for=soon");
    assertRefused("--bytes-limit: 'much'", "verify", "--deep", "--bytes-limit=much");
    assertRefused("--max-age: 'soon'", "verify", "--max-age=soon");
    assertRefused("--max-age: '-5h'", "verify", "--max-age=-5h");
    assertRefused("--as-of: 'noon'", "verify", "--as-of=noon");
    assertRefused("it has 2, from", "verify", "--as-of=2020-01-01T00:00:00Z");
    assertRefused("--sample: -1", "drill", "--sample=-1");
    assertRefused("--target", "drill", "--target=:::");
    assertRefused("--from", "diff");
    assertRefused("--from: 'then'", "diff", "--from=then");
    assertRefused("--to: 'now'", "diff", "--from=2026-11-24T12:00:00Z", "--to=now");
    Path mine = Files.writeString(directory.resolve("mine"), "");
    assertRefused("is not empty; give a new directory", "export", directory.toString());
    assertEquals("", Files.readString(mine));
  }

  private void assertRefused(String reason, String... command) {
    Run run = snapshot(command).endsWith(ExitCode.USAGE);
    assertTrue(run.err().contains(reason), run.err());
    assertEquals("", run.out());
  }

  private String usage(ImmutableList<String> command, String... more) {
    String[] words =
        ImmutableList.<String>builder()
            .add("snapshot")
            .addAll(command)
            .add(more)
            .build()
            .toArray(String[]::new);
    return world.run(words).endsWith(ExitCode.USAGE).err();
  }

  private Run snapshot(String... command) {
    return world.run(
        ImmutableList.<String>builder()
            .add("snapshot")
            .add(command)
            .add("--snapshot=" + world.snapshot())
            .build()
            .toArray(String[]::new));
  }

  private String hash(String snapshot) throws IOException {
    return Digests.of(Files.readAllBytes(root(snapshot))).getHash().substring(0, 12);
  }

  private Path root(String snapshot) {
    return world.snapshot().resolve("snapshots").resolve(snapshot + ".json");
  }
}
