package dev.reinstate.manifest.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.ManifestTree;
import dev.reinstate.manifest.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

final class ManifestLoaderPropertyTest {

  /** Overlapping on purpose. */
  private static final List<String> DESTINATIONS =
      List.of("us.io", "us.io/prod", "us.io/prod/dns", "eu.io/prod");

  private static final List<String> NAMES = List.of("dns", "dns/kube", "kube", "prod/dns/kube");
  private static final List<String> TAGS = List.of("1", "1.0", "latest", "null", "v1_2-x");
  private static final List<String> WORDS = List.of("one", "two", "three");
  private static final String NASTY = " \t\n\r:-[]{}\"'#&*!|>%@`~?,\u0000\u0085\ufeff\ud800ä0x_1e";

  private Path root;
  private ManifestTree tree;

  /** One manifest as it is written. */
  record Text(List<String> destinations, List<Entry> entries) {

    String registries() {
      return destinations.stream()
          .map(name -> "- {name: " + name + "}\n")
          .collect(Collectors.joining("", "registries:\n- {name: src.io, src: true}\n", ""));
    }

    String images() {
      return entries.stream().map(Entry::text).collect(Collectors.joining("", "# images\n", ""));
    }
  }

  /** One entry of an images list; the words stand for digests. */
  record Entry(String name, Map<String, Set<String>> dmap, boolean flow) {

    String text() {
      return dmap.entrySet().stream()
          .map(
              line -> "    \"" + ManifestTree.digest(line.getKey()) + "\":" + tags(line.getValue()))
          .collect(Collectors.joining("", "- name: " + name + "\n  dmap:\n", ""));
    }

    private String tags(Set<String> tags) {
      return flow || tags.isEmpty()
          ? tags.stream().collect(Collectors.joining("', '", " ['", "']\n")).replace("['']", "[]")
          : tags.stream().map(tag -> "\n    - \"" + tag + '"').collect(Collectors.joining()) + "\n";
    }
  }

  @BeforeTry
  void plant() throws IOException {
    root = Files.createTempDirectory("manifests");
    tree = new ManifestTree(root);
  }

  @AfterTry
  void clear() throws IOException {
    MoreFiles.deleteRecursively(root, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void loadsWhatWasWrittenExceptTagsInConflict(@ForAll("manifests") List<Text> manifests) {
    write(manifests);
    Map<Repository, Map<DescriptorDigest, Set<String>>> expected = new HashMap<>();
    boolean conflict = false;
    for (Map.Entry<Repository, Map<String, Set<String>>> claims : claims(manifests).entrySet()) {
      Map<DescriptorDigest, Set<String>> images = new HashMap<>();
      for (Map.Entry<String, Set<String>> image : claims.getValue().entrySet()) {
        Set<String> agreed = new TreeSet<>(image.getValue());
        conflict |=
            agreed.removeIf(
                tag ->
                    claims.getValue().values().stream().filter(t -> t.contains(tag)).count() > 1);
        images.put(ManifestTree.digest(image.getKey()), agreed);
      }
      expected.put(claims.getKey(), images);
    }

    LoadedManifests loaded = tree.load();

    assertEquals(
        expected,
        Maps.transformValues(
            loaded.desired().repositories(), r -> ImmutableMap.copyOf(r.images().tagsByDigest())));
    assertEquals(conflict, !loaded.problems().isEmpty(), () -> loaded.problems().toString());
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  void theDestinationIsTheLongestThatWantsTheRepository(@ForAll("manifests") List<Text> manifests) {
    write(manifests);

    tree.load()
        .desired()
        .repositories()
        .forEach(
            (repository, desired) ->
                assertEquals(longest(manifests, repository), desired.destination().toString()));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void aCorruptedFileLoadsOrHasALocatedProblem(
      @ForAll("manifests") List<Text> manifests,
      @ForAll("corruptions") List<Corruption> corruptions) {
    write(manifests);
    Text first = manifests.getFirst();
    String images = first.images();
    String registries = first.registries();
    for (Corruption corruption : corruptions) {
      if (corruption.inImages()) {
        images = corruption.apply(images);
      } else {
        registries = corruption.apply(registries);
      }
    }
    tree.manifest("m0", registries, images);

    LoadedManifests loaded = tree.load();

    for (Problem problem : loaded.problems()) {
      assertTrue(problem.location().file().startsWith(root.toString()), problem::toString);
      assertTrue(problem.location().line() > 0, problem::toString);
      assertTrue(problem.location().column() > 0, problem::toString);
      assertFalse(problem.message().isBlank(), problem::toString);
    }
    assertEquals(ImmutableList.sortedCopyOf(loaded.problems()), loaded.problems());
    assertTrue(loaded.counts().manifests() == manifests.size() || !loaded.problems().isEmpty());
  }

  /** The YAML library refuses one of these without saying where. */
  @Example
  void aQuoteThatIsOpenedAnywhereHasALocatedProblem() {
    List<Text> manifests =
        List.of(
            new Text(
                List.of("us.io"),
                List.of(
                    new Entry("dns", ImmutableMap.of("one", Set.of(), "two", Set.of()), true))));
    int length = manifests.getFirst().images().length();
    for (int at = 0; at < length; at++) {
      aCorruptedFileLoadsOrHasALocatedProblem(
          manifests, List.of(new Corruption(true, (double) at / length, 0, "  \"")));
    }
  }

  @Provide
  Arbitrary<List<Text>> manifests() {
    Arbitrary<Entry> entries =
        Combinators.combine(
                Arbitraries.of(NAMES),
                Arbitraries.maps(Arbitraries.of(WORDS), Arbitraries.of(TAGS).set().ofMaxSize(2))
                    .ofMinSize(1),
                Arbitraries.of(true, false))
            .as(Entry::new);
    return Combinators.combine(
            Arbitraries.of(DESTINATIONS).list().uniqueElements().ofMinSize(1),
            entries.list().ofMaxSize(3))
        .as(Text::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  /** One edit of a text. */
  record Corruption(boolean inImages, double where, int removed, String inserted) {

    String apply(String text) {
      int from = (int) (where * text.length());
      return text.substring(0, from)
          + inserted
          + text.substring(Math.min(text.length(), from + removed));
    }
  }

  @Provide
  Arbitrary<List<Corruption>> corruptions() {
    Arbitrary<String> inserted =
        Arbitraries.strings().withChars(NASTY.toCharArray()).ofMaxLength(3);
    return Combinators.combine(
            Arbitraries.of(true, false),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.integers().between(0, 3)),
                Tuple.of(1, Arbitraries.integers().between(0, 1000))),
            inserted)
        .as(Corruption::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private void write(List<Text> manifests) {
    for (int i = 0; i < manifests.size(); i++) {
      tree.manifest("m" + i, manifests.get(i).registries(), manifests.get(i).images());
    }
  }

  private static Map<Repository, Map<String, Set<String>>> claims(List<Text> manifests) {
    Map<Repository, Map<String, Set<String>>> claims = new HashMap<>();
    for (Text manifest : manifests) {
      for (String destination : manifest.destinations()) {
        for (Entry entry : manifest.entries()) {
          Map<String, Set<String>> images =
              claims.computeIfAbsent(
                  Repository.parse(destination + "/" + entry.name()), r -> new HashMap<>());
          entry
              .dmap()
              .forEach(
                  (word, tags) -> images.computeIfAbsent(word, w -> new TreeSet<>()).addAll(tags));
        }
      }
    }
    return claims;
  }

  private static String longest(List<Text> manifests, Repository repository) {
    return manifests.stream()
        .flatMap(
            manifest ->
                manifest.destinations().stream()
                    .filter(
                        destination ->
                            manifest.entries().stream()
                                .anyMatch(
                                    entry ->
                                        RegistryPrefix.parse(destination)
                                            .resolve(entry.name())
                                            .equals(repository))))
        .max((a, b) -> Integer.compare(a.length(), b.length()))
        .orElseThrow();
  }
}
