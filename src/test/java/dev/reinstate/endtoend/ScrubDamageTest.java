package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.endtoend.DamagedRegions.Damage;
import dev.reinstate.endtoend.DamagedRegions.Held;
import dev.reinstate.endtoend.DamagedRegions.Kind;
import dev.reinstate.endtoend.DamagedRegions.Wrong;
import dev.reinstate.image.Digests;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/**
 * After any damage to registries and the snapshot store, a confirmed scrub leaves every image whole
 * or names it; told by what the registries hold themselves.
 */
final class ScrubDamageTest {

  private static final String[] CONFIRMED = {"--bytes", "--confirm", "--json", "--max-missing=100"};

  @Property(tries = 20, shrinking = ShrinkingMode.BOUNDED)
  void allIsWholeOrNamed(
      @ForAll("damages") List<Damage> damages,
      @ForAll boolean snapshot,
      @ForAll boolean plainListing,
      @ForAll boolean strict)
      throws IOException {
    EmbeddedRegistryOptions options = EmbeddedRegistryOptions.defaults();
    options = plainListing ? options.withListing(ListingStyle.OCI) : options;
    options = strict ? options.with(Feature.STRICT_REFERENCES) : options;
    run(options, snapshot, damages, /* takesBytes= */ true);
  }

  /** What is pushed there is dropped for what it has, and answered 201. */
  @Property(tries = 8, shrinking = ShrinkingMode.BOUNDED)
  void whatARegistryKeepsIsNotHealed(
      @ForAll("damages") List<Damage> damages, @ForAll boolean snapshot) throws IOException {
    run(
        EmbeddedRegistryOptions.defaults()
            .with(Feature.STRICT_REFERENCES, Feature.KEEPS_FIRST_BYTES)
            .without(Feature.MOUNTS),
        snapshot,
        damages,
        /* takesBytes= */ false);
  }

  private static void run(
      EmbeddedRegistryOptions options, boolean snapshot, List<Damage> damages, boolean takesBytes)
      throws IOException {
    Path directory = Files.createTempDirectory("scrubbed");
    try (DamagedRegions regions = new DamagedRegions(directory, options, snapshot)) {
      var tags = tags(regions);
      for (Damage damage : damages) {
        regions.suffer(damage);
      }
      check(regions, takesBytes, tags);
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static void check(DamagedRegions regions, boolean takesBytes, Map<String, String> tags) {
    ImmutableMap<Held, String> before = regions.everything();
    Map<String, String> tagsBefore = tags(regions);
    for (boolean byBytes : new boolean[] {false, true}) {
      Run dry = byBytes ? regions.scrub("--bytes", "--json") : regions.scrub("--json");
      assertEquals(regions.visible(byBytes), found(dry.json()), dry.out());
      JsonNode findings = dry.json().get("findings");
      assertEquals(
          regions.visible(byBytes).isEmpty()
              ? ExitCode.DONE
              : named(findings).isEmpty() ? ExitCode.DRIFT : ExitCode.PARTIAL,
          dry.code(),
          dry.out());
      assertEquals(before, regions.everything(), "a dry run writes nothing");
      assertEquals(tagsBefore, tags(regions));
    }
    ImmutableSortedSet<Wrong> wrong = regions.visible(true);

    confirmed(regions);
    assertNothingElseChanged(regions, before, tagsBefore, tags);
    if (takesBytes) {
      Set<Wrong> left = Sets.intersection(wrong, regions.visible(true));
      left.forEach(
          each -> assertTrue(!regions.isToBeHad(each.digest()), () -> "not healed: " + each));
    }
    // What could not be seen for want of a manifest came to light only then.
    confirmed(regions);
    assertNothingElseChanged(regions, before, tagsBefore, tags);
    Run last = regions.scrub("--bytes", "--json");
    assertEquals(regions.visible(true), found(last.json()), last.out());
    if (regions.broken().isEmpty()) {
      last.endsWith(ExitCode.DONE);
      Set<String> gone = Sets.difference(tags.keySet(), tags(regions).keySet());
      assertEquals(regions.unknownTags(gone), gone, "tags are back");
    }
  }

  private static void confirmed(DamagedRegions regions) {
    Run run = regions.scrub(CONFIRMED);
    ImmutableSortedSet<String> broken = regions.broken();
    run.endsWith(broken.isEmpty() ? ExitCode.DONE : ExitCode.PARTIAL);
    JsonNode json = run.json();
    JsonNode told = json.has("verified") ? json.get("verified") : json;
    assertEquals(broken, named(told.get("findings")), run.out());
    String line =
        "%d of %d images proven".formatted(regions.images() - broken.size(), regions.images());
    String said = json.has("whole") ? json.get("whole").asText() : "";
    assertTrue(
        said.startsWith(line) || broken.size() == regions.images(), () -> line + " but " + said);
  }

  private static void assertNothingElseChanged(
      DamagedRegions regions,
      ImmutableMap<Held, String> before,
      Map<String, String> tagsBefore,
      Map<String, String> tags) {
    ImmutableMap<Held, String> after = regions.everything();
    assertEquals(Set.of(), Sets.difference(before.keySet(), after.keySet()), "deleted");
    after.forEach(
        (held, bytes) -> {
          if (!bytes.equals(before.get(held))) {
            assertTrue(regions.isRight(held, bytes), () -> "wrong bytes were put: " + held);
          }
        });
    Map<String, String> tagsAfter = tags(regions);
    tagsBefore.forEach((tag, digest) -> assertEquals(digest, tagsAfter.get(tag), tag));
    tagsAfter.forEach((tag, digest) -> assertEquals(digest, tags.get(tag), tag));
  }

  private static Map<String, String> tags(DamagedRegions regions) {
    ImmutableMap.Builder<String, String> tags = ImmutableMap.builder();
    regions
        .world()
        .state()
        .forEach(
            (host, repositories) ->
                repositories.forEach(
                    (path, state) ->
                        state
                            .tags()
                            .forEach(
                                (tag, digest) ->
                                    tags.put(host + "/" + path + ":" + tag, digest.toString()))));
    return tags.buildOrThrow();
  }

  private static ImmutableSortedSet<Wrong> found(JsonNode plan) {
    ImmutableSortedSet.Builder<Wrong> found = ImmutableSortedSet.naturalOrder();
    for (JsonNode finding : plan.get("findings")) {
      String kind = finding.get("kind").asText();
      if (kind.endsWith("-missing") || kind.endsWith("-damaged")) {
        found.add(
            new Wrong(
                kind,
                finding.get("repository").asText(),
                Digests.parse(finding.get("digest").asText())));
      }
    }
    return found.build();
  }

  /** The images that findings call lost or not healed. */
  private static ImmutableSortedSet<String> named(JsonNode findings) {
    TreeSet<String> named = new TreeSet<>();
    for (JsonNode finding : findings) {
      String repository = finding.path("repository").asText();
      switch (finding.get("kind").asText()) {
        case "lost" -> named.add(repository + "@" + finding.get("digest").asText());
        case "not-healed" ->
            finding
                .get("breaks")
                .forEach(image -> named.add(repository + "@" + image.get("digest").asText()));
        default -> {}
      }
    }
    return ImmutableSortedSet.copyOf(named);
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    return Combinators.combine(
            Arbitraries.of(Kind.values()),
            Arbitraries.integers().between(0, 60),
            Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(1, 2, 4, 8, 16)),
                Tuple.of(2, Arbitraries.integers().between(1, 31)),
                Tuple.of(1, Arbitraries.of(15, 31))),
            Arbitraries.of(true, false))
        .as(Damage::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(7);
  }
}
