package dev.reinstate.manifest;

import static dev.reinstate.manifest.ManifestTree.digest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Manifests are read as the promoter reads them. {@code promoter-readings.jsonl} has a promoter
 * manifest and an images file a line (those of {@link #MANIFEST} and {@link #IMAGES} where a line
 * has none), what sigs.k8s.io/promo-tools v4.5.1 made of them when its packages were asked, edges
 * or refused, what becomes of them here, the beginning of what is said, and why where the two part,
 * in the words of manifests.md.
 */
final class PromoterReadingTest {

  private static final String MANIFEST =
      """
      registries:
      - name: gcr.io/s
        src: true
      - name: us.gcr.io/p
        service-account: a@b.c
      """;

  private static final String IMAGES =
      """
      - name: foo
        dmap:
          "sha256:$A": ["1.0"]
      """;

  private static final String REFUSES = "refuses";

  @TempDir Path root;

  static Stream<JsonNode> readings() throws IOException {
    JsonMapper json = new JsonMapper();
    return Resources.readLines(
            Resources.getResource("promoter-readings.jsonl"), StandardCharsets.UTF_8)
        .stream()
        .map(
            line -> {
              try {
                return json.readTree(line);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("readings")
  void whatThePromoterMakesOfItOrASentence(JsonNode reading) {
    ManifestTree tree = new ManifestTree(root);
    tree.manifest(
        "x",
        reading.path("manifest").asText(MANIFEST),
        whole(reading.path("images").asText(IMAGES)));

    LoadedManifests loaded = tree.load();

    boolean refused = !loaded.problems().isEmpty();
    assertEquals(
        reading.get("here").asText(),
        refused ? REFUSES : Integer.toString(loaded.counts().edges()),
        loaded.problems()::toString);
    String said = refused ? loaded.problems().toString() : loaded.warnings().toString();
    assertTrue(said.contains(whole("/" + reading.path("says").asText()).substring(1)), said);
    assertEquals(
        reading.has("why"),
        !reading.get("promoter").equals(reading.get("here")),
        "a difference has a reason");
    assertEquals(
        reading.has("says"),
        refused || !loaded.warnings().isEmpty(),
        "what is said is written down");
  }

  @Test
  void itsPageSaysWhyTheyDiffer() throws IOException {
    String page = Files.readString(Path.of("src/site/markdown/manifests.md"));
    ImmutableList<String> unsaid =
        readings()
            .filter(reading -> reading.has("why"))
            .map(reading -> "| " + reading.get("why").asText() + " |")
            .distinct()
            .filter(why -> !page.contains(why))
            .collect(ImmutableList.toImmutableList());
    assertEquals(ImmutableList.of(), unsaid);
  }

  @Test
  void aliasesRepeatAsMuchAsThePromoterLetsThem() {
    assertEquals(ImmutableList.of(), repeated(300, 110).problems());
    assertEquals(33_300, repeated(300, 110).counts().edges());
    ImmutableList<Problem> problems = repeated(300, 300).problems();
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.getFirst().message().contains("aliases repeat too much"));
  }

  @Test
  void aLaughOfABillionImagesEndsAtOnce() {
    StringBuilder images = new StringBuilder("- &a0 {name: a, dmap: {}}\n");
    for (int level = 1; level < 30; level++) {
      images.append("- &a").append(level).append(" [");
      images.append(("*a" + (level - 1) + ", ").repeat(10)).append("]\n");
    }
    LoadedManifests loaded = load(images.toString());
    assertFalse(loaded.problems().isEmpty());
    assertTrue(
        loaded.problems().stream().anyMatch(p -> p.message().contains("aliases repeat too much")),
        loaded.problems()::toString);
  }

  private LoadedManifests repeated(int digests, int aliases) {
    StringBuilder images = new StringBuilder("- name: first\n  dmap: &d\n");
    for (int i = 0; i < digests; i++) {
      images.append("    \"").append(digest("d" + i)).append("\": [t").append(i).append("]\n");
    }
    for (int i = 0; i < aliases; i++) {
      images.append("- name: n").append(i).append("\n  dmap: *d\n");
    }
    return load(images.toString());
  }

  private LoadedManifests load(String images) {
    return new ManifestTree(root).manifest("x", MANIFEST, images).load();
  }

  private static String whole(String text) {
    return text.replace("$A", "a".repeat(64)).replace("$B", "b".repeat(64));
  }
}
