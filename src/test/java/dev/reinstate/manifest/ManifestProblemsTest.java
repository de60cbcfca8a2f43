package dev.reinstate.manifest;

import static dev.reinstate.manifest.ManifestTree.REGISTRIES;
import static dev.reinstate.manifest.ManifestTree.digest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.load.ManifestLoader;
import dev.reinstate.manifest.load.ManifestSources;
import dev.reinstate.manifest.yaml.TextFile;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong in the text of a manifest is found, located, and costs as little as possible. */
final class ManifestProblemsTest {

  private static final String IMAGES =
      """
      - name: pause
        dmap:
          "%s": ["1"]
      """
          .formatted(digest("one"));

  @TempDir Path root;
  private ManifestTree tree;

  @BeforeEach
  void plant() {
    tree = new ManifestTree(root);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{name: b.io}]                                            | 1:13: no source registry
          [{name: a.io, src: true}, {name: b.io, src: true}, {name: c.io}] | 1:39: a second source registry
          [{name: a.io, src: true}, {name: a.io}]                   | 1:46: registry a.io is already listed at
          [{name: a.io, src: true}, {name: B.io/Prod}]              | 1:46: invalid registry name 'B.io/Prod'
          [{name: a.io, src: true}, {name: b.io/}]                  | 1:46: invalid registry name 'b.io/'
          [{name: a.io, src: true}, {nam: b.io}]                    | 1:40: unknown key 'nam'
          [{name: a.io, src: true}, {name: b.io, service-account: x}, {name: b.io, service-account: y}] | 1:80: registry b.io is already listed at
          [{name: a.io, src: true}, {name: b.io, src: yEs}]         | 1:57: 'src' must be true or false, not the string 'yEs'
          [{name: a.io, src: true}, {name: b.io, src: on}]          | 1:39: a second source registry
          [{name: a.io, src: true}, {name: b.io, name: c.io}]       | 1:52: duplicate key 'name'
          [{name: a.io, src: 'true'}, {name: b.io}]                 | 1:32: 'src' must be true or false, not the string 'true'
          [{name: a.io, src: true}, {name: b.io, service-account: [x]}] | 1:69: 'service-account' must be a string, not a list
          [{name: a.io, src: true}, b.io]                           | 1:39: a registry must be a mapping, not the string 'b.io'
          {name: a.io, src: true}                                   | 1:13: 'registries' must be a list, not a mapping
          [{name: a.io, src: }, {name: b.io}]                       | 1:31: 'src' must be true or false, not nothing
          """)
  void aProblemOfARegistryIsLocated(String registries, String expected) {
    tree.manifest("m", "registries: " + registries + "\n", IMAGES);

    assertReported("manifests/m/promoter-manifest.yaml:" + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "[{dmap: {'DIGEST': []}}]"                  | 1:2: 'name' is missing
          "[{name: Pause, dmap: {'DIGEST': []}}]"     | 1:9: invalid image name 'Pause'
          "[{name: /p, dmap: {'DIGEST': []}}]"        | 1:9: invalid image name '/p'
          "[{name: p, dmap: {'sha256:12': []}}]"      | 1:19: invalid digest 'sha256:12'
          "[{name: p, dmap: {'DIGEST': ['-x']}}]"     | 1:95: invalid tag '-x'
          "[{name: p, dmap: {'DIGEST': [~]}}]"        | 1:95: a tag must be a string, not nothing
          "[{name: p, dmap: {'DIGEST': latest}}]"     | 1:94: tags must be a list, not the string 'latest'
          "[{name: p, dmap: {'DIGEST': [], 'DIGEST': []}}]" | 1:98: duplicate digest, already at
          "[{name: p, dmap: ['DIGEST']}]"             | 1:18: 'dmap' must map digests to tags, not a list
          "[{name: p, dmap: {'DIGEST': []}, tag: x}]" | 1:99: unknown key 'tag'
          "[p]"                                       | 1:2: an image must be a mapping
          "{name: p}"                                 | 1:1: images must be a list, not a mapping
          "[{name: p"                                 | 1:10: not YAML: expected ',' or '}', but got <stream end>
          "[&a p, *b]"                                | 1:8: not read: no anchor 'b' comes before this alias
          "[&a [*a]]"                                 | 1:6: not read: what the anchor 'a' names would hold itself
          "[{<<: p}]"                                 | 1:7: not read: a merge key takes a mapping or a list of them
          "[{name: p, dmap: {'DIGEST': [!!int 3]}}]"  | 1:95: not read: the YAML tag '!!int' is not known; remove it
          "[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]"      | 1:17: not read: nested too deeply
          """)
  void aProblemOfAnImageIsLocated(String images, String expected) {
    String text = images.substring(1, images.length() - 1);
    tree.manifest("m", REGISTRIES, text.replace("DIGEST", digest("one").toString()));

    assertReported("images/m/images.yaml:" + expected);
  }

  @Test
  void aSecondDocumentIsRefused() {
    tree.manifest("m", REGISTRIES, "[]\n---\n[]\n");

    assertReported("images/m/images.yaml:2:1: not read: a second YAML document begins here");
  }

  @Test
  void bytesThatAreNotUtf8AreLocated() {
    tree.manifest("m", REGISTRIES, "");
    tree.write(
        tree.imagesPath("m"),
        new byte[] {'#', '\n', 'a', (byte) 0xc3, (byte) 0xa4, ' ', (byte) 0xff});

    assertReported("images/m/images.yaml:2:4: not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 0xc, 0x1b, 0x7f, 0x9f, 0xfffe})
  void aControlCharacterIsLocatedHoweverFarDown(int control) {
    tree.manifest("m", REGISTRIES, IMAGES.repeat(500) + "- name: b" + (char) control + "\n");

    assertEquals(
        ImmutableList.of(
            "images/m/images.yaml:1501:10: not YAML: control character U+%04X; remove it"
                .formatted(control)),
        tree.problems());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE"})
  void aByteOrderMarkSaysHowTheFileIsEncoded(String charset) {
    tree.manifest("m", REGISTRIES, "");
    tree.write(tree.imagesPath("m"), ("\ufeff" + IMAGES).getBytes(Charset.forName(charset)));

    assertEquals(ImmutableList.of(), tree.problems());
    assertEquals(2, tree.load().counts().edges());
  }

  @Test
  void anImageWithoutDigestsIsAProblemOfAPlainManifestAsForThePromoter() {
    Path file = root.resolve("plain.yaml");
    tree.write(file, REGISTRIES + "images:\n- name: p\n  dmap: {}\n");

    ImmutableList<Problem> problems =
        ManifestTree.load(ImmutableList.of(), ImmutableList.of(file)).problems();
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.getFirst().toString().startsWith(file + ":10:9: 'dmap' is empty"));
  }

  @Test
  void aStrictLoaderMakesProblemsOfWarningsAndKeepsWhatTheySay() {
    tree.manifest("m", REGISTRIES, IMAGES.replace("\"1\"", "1.10"));
    ManifestSources sources = new ManifestSources(ImmutableList.of(root), ImmutableList.of());

    LoadedManifests lenient = new ManifestLoader(new FanOut(1)).load(sources);
    LoadedManifests strict = new ManifestLoader(new FanOut(1), true).load(sources);

    assertEquals(ImmutableList.of(), lenient.problems());
    assertEquals(1, lenient.warnings().size());
    assertEquals(
        "a tag is read as its text, though it is the number '1.10'; put it in quotes",
        lenient.warnings().getFirst().message());
    assertEquals(lenient.warnings(), strict.problems());
    assertEquals(ImmutableList.of(), strict.warnings());
    assertEquals(lenient.counts(), strict.counts());
    assertTrue(
        lenient.locations().ofTag(Repository.parse("us.gcr.io/prod/pause"), "1.10").isPresent());
  }

  @Test
  void aFileAboveSnakeYamlsOwnLimitLoads() {
    tree.manifest("m", REGISTRIES, IMAGES + ("#".repeat(99) + "\n").repeat(40_000));

    assertEquals(ImmutableList.of(), tree.problems());
    assertEquals(2, tree.load().counts().edges());
  }

  @Test
  void aFileWithoutAnEndIsRefused() {
    tree.manifest("m", REGISTRIES, "");
    tree.write(tree.imagesPath("m"), new byte[TextFile.MAX_BYTES + 1]);

    assertReported("images/m/images.yaml: larger than 32 MiB");
  }

  @Test
  void hostileTextCannotReachATerminal() {
    tree.manifest("m", REGISTRIES, "[{\"na\\e[2Jme\\n\": " + "x".repeat(9) + "}]");

    assertReported("images/m/images.yaml:1:2: 'name' is missing; add it");
    assertTrue(
        tree.problems()
            .contains(
                "images/m/images.yaml:1:3: unknown key 'na\\u001b[2Jme\\u000a'; known are name, dmap"));
  }

  @Test
  void everyProblemIsReportedInOneRunSortedByPlace() {
    tree.manifest(
        "b", "registries: [{name: a.io/B, src: true}, {name: b.io, x: 1}]", "- name: [\n");
    tree.manifest("a", "registries: []\nimages: []\n", "- name: p\n  dmap: {x: [-]}\n");

    assertEquals(
        ImmutableList.of(
            "images/a/images.yaml:2:10",
            "images/a/images.yaml:2:14",
            "images/b/images.yaml:2:1",
            "manifests/a/promoter-manifest.yaml:1:13",
            "manifests/a/promoter-manifest.yaml:2:1",
            "manifests/b/promoter-manifest.yaml:1:21",
            "manifests/b/promoter-manifest.yaml:1:54"),
        tree.problems().stream().map(p -> p.substring(0, p.indexOf(": "))).toList());
  }

  @Test
  void anInvalidTagLineOrRegistryCostsOnlyItself() {
    tree.manifest(
        "m",
        REGISTRIES + "- name: asia.gcr.io/PROD\n",
        IMAGES.replace("[\"1\"]", "[\"1\", \".x\"]") + "    \"sha256:1\": [\"2\"]\n");

    LoadedManifests loaded = tree.load();

    assertEquals(3, loaded.problems().size());
    assertEquals(new ManifestCounts(1, 1, 1, 1, 2, 2), loaded.counts());
  }

  @Test
  void aBrokenFileCostsItsManifestAndNoOther() {
    tree.manifest("broken", REGISTRIES, "- name: lost\n  dmap: [}\n");
    tree.manifest("whole", REGISTRIES, IMAGES);

    LoadedManifests loaded = tree.load();

    assertEquals(1, loaded.problems().size());
    assertEquals(1, loaded.counts().manifests());
    assertTrue(
        loaded.desired().repositories().containsKey(Repository.parse("us.gcr.io/prod/pause")));
  }

  private void assertReported(String expected) {
    ImmutableList<String> problems = tree.problems();
    assertTrue(problems.stream().anyMatch(p -> p.startsWith(expected)), problems::toString);
  }
}
