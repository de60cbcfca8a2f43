package dev.reinstate.signature.coverage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.image.RepositoryGlobs;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.Inventory;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.ManifestLocations;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.plan.Planner;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.signature.Requirement;
import dev.reinstate.signature.SignaturePolicy;
import dev.reinstate.signature.attached.AttachmentLists;
import dev.reinstate.snapshot.MergeBase;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Any images in any of three mirrors, of which one may be where signatures belong, against a count
 * by hand.
 */
final class CoverageSurveyPropertyTest {

  private static final ImmutableList<String> HOSTS = ImmutableList.of("eu.x", "jp.x", "us.x");
  private static final ImmutableList<String> NAMES = ImmutableList.of("a/app", "b/app", "b/lib");
  private static final Instant SINCE = Instant.parse("2022-11-08T00:00:00Z");

  /**
   * An image in a repository.
   *
   * @param suffixes of the tags attached to it there
   */
  record Cell(
      String host,
      String name,
      int image,
      boolean desired,
      boolean live,
      boolean old,
      Set<String> suffixes) {

    Repository repository() {
      return new Repository(host, "prod/" + name);
    }

    DescriptorDigest digest() {
      return Digests.of(("image " + image).getBytes(UTF_8));
    }
  }

  record World(List<Cell> cells, boolean canonical, boolean since) {

    SignaturePolicy policy() {
      return new SignaturePolicy(
          ImmutableList.of(
              new SignaturePolicy.Rule(
                  globs("*.x/prod/b/lib"),
                  ImmutableList.of(),
                  globs(),
                  Optional.empty(),
                  /* children= */ false,
                  Location.ofFile("policy.yaml")),
              new SignaturePolicy.Rule(
                  globs("*.x/prod/**"),
                  ImmutableList.of(
                      required(AttachmentKind.SIGNATURE), required(AttachmentKind.ATTESTATION)),
                  globs(),
                  since ? Optional.of(SINCE) : Optional.empty(),
                  /* children= */ false,
                  Location.ofFile("policy.yaml"))),
          ImmutableList.of(),
          canonical
              ? ImmutableList.of(
                  new SignaturePolicy.CanonicalPlace(
                      globs("*.x/prod"), RegistryPrefix.parse("us.x/prod")))
              : ImmutableList.of());
    }

    UploadTimes uploads() {
      UploadTimes uploads = UploadTimes.kept();
      for (Cell cell : cells) {
        if (cell.live) {
          uploads.add(cell.digest(), cell.old ? SINCE.minusMillis(1) : SINCE);
        }
      }
      return uploads;
    }

    /** Everything put together in this order. */
    PlanInput states(Random order) {
      List<Cell> shuffled = new ArrayList<>(cells);
      Collections.shuffle(shuffled, order);
      Map<Repository, Map<DescriptorDigest, ImmutableSortedSet<String>>> desired = new HashMap<>();
      Map<Repository, Map<String, DescriptorDigest>> live = new HashMap<>();
      Map<Repository, Set<DescriptorDigest>> images = new HashMap<>();
      for (String host : HOSTS) {
        for (String name : NAMES) {
          live.put(new Repository(host, "prod/" + name), new HashMap<>());
          images.put(new Repository(host, "prod/" + name), new TreeSet<>(Digests.ORDER));
        }
      }
      for (Cell cell : shuffled) {
        if (cell.desired) {
          desired
              .computeIfAbsent(cell.repository(), any -> new HashMap<>())
              .put(cell.digest(), ImmutableSortedSet.of("v" + cell.image));
        }
        if (cell.live) {
          images.get(cell.repository()).add(cell.digest());
          live.get(cell.repository()).put("v" + cell.image, cell.digest());
        }
        for (String suffix : cell.suffixes) {
          DescriptorDigest attached = Digests.of((suffix + cell.image).getBytes(UTF_8));
          images.get(cell.repository()).add(attached);
          live.get(cell.repository()).put("sha256-" + cell.digest().getHash() + suffix, attached);
        }
      }
      Map<Repository, DesiredRepository> wanted = new HashMap<>();
      desired.forEach(
          (repository, these) ->
              wanted.put(
                  repository,
                  new DesiredRepository(
                      new RegistryPrefix(repository.host(), "prod"),
                      new TaggedImages(these),
                      ImmutableList.of(),
                      Optional.empty())));
      Map<Repository, LiveRepository> listed = new HashMap<>();
      live.forEach(
          (repository, tags) ->
              listed.put(
                  repository,
                  new LiveRepository.Contents(
                      ImmutableSet.copyOf(images.get(repository)),
                      ImmutableMap.copyOf(tags),
                      ImmutableSet.of(),
                      ImmutableSet.of())));
      return new PlanInput(
          new DesiredState(
              ImmutableSortedMap.copyOf(wanted),
              HOSTS.stream()
                  .map(host -> new RegistryPrefix(host, "prod"))
                  .collect(ImmutableSortedSet.toImmutableSortedSet(RegistryPrefix::compareTo))),
          new LiveState(ImmutableSortedMap.copyOf(listed)),
          LiveState.EMPTY,
          MergeBase.EMPTY,
          PlanOptions.DEFAULTS);
    }

    /** What lacks what, by place and digest; empty kinds for what lacks nothing. */
    Map<String, Set<FindingKind>> byHand() {
      Map<String, Set<FindingKind>> lacking = new TreeMap<>();
      for (Cell cell : cells) {
        boolean there = cells.stream().anyMatch(each -> each.image == cell.image && each.live);
        boolean old =
            cells.stream().anyMatch(each -> each.image == cell.image && each.live && each.old);
        if (!cell.desired || cell.name.equals("b/lib") || !there || (since && old)) {
          continue;
        }
        String host = canonical ? "us.x" : cell.host;
        Set<FindingKind> kinds =
            lacking.computeIfAbsent(
                host + "/prod/" + cell.name + "@" + cell.digest(), any -> new TreeSet<>());
        if (!has(host, cell, ".sig")) {
          kinds.add(FindingKind.UNSIGNED);
        }
        if (!has(host, cell, ".att")) {
          kinds.add(FindingKind.UNATTESTED);
        }
      }
      return lacking;
    }

    private boolean has(String host, Cell image, String suffix) {
      return cells.stream()
          .anyMatch(
              each ->
                  each.host.equals(host)
                      && each.name.equals(image.name)
                      && each.image == image.image
                      && each.suffixes.contains(suffix));
    }
  }

  @Provide
  Arbitrary<World> worlds() {
    Arbitrary<Cell> cell =
        Combinators.combine(
                Arbitraries.of(HOSTS),
                Arbitraries.of(NAMES),
                Arbitraries.integers().between(1, 4),
                Arbitraries.of(true, true, false),
                Arbitraries.of(true, true, false),
                Arbitraries.of(true, false),
                Arbitraries.of(".sig", ".att").set())
            .as(Cell::new);
    return Combinators.combine(
            cell.list().uniqueElements(each -> each.repository() + "@" + each.image).ofMaxSize(14),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(World::new);
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void eachImageIsCountedOnceAndFoundWhereItLacks(@ForAll("worlds") World world) {
    CoverageSurvey.Surveyed found = survey(world, new Random(1), 8, new StopSignal());
    Map<String, Set<FindingKind>> byHand = world.byHand();

    assertEquals(byHand.size(), found.coverage().images().required());
    assertEquals(
        byHand.values().stream().filter(Set::isEmpty).count(), found.coverage().images().covered());
    assertEquals(0, found.coverage().images().unknown());
    Map<String, Set<FindingKind>> said = new TreeMap<>();
    for (Finding finding : found.findings()) {
      String image = finding.repository().orElseThrow() + "@" + finding.digest().orElseThrow();
      assertTrue(
          said.computeIfAbsent(image, any -> new TreeSet<>()).add(finding.kind()), "said twice");
    }
    byHand.values().removeIf(Set::isEmpty);
    assertEquals(byHand, said);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void theOrderOfReadingDoesNotMatter(
      @ForAll("worlds") World world, @ForAll long one, @ForAll long other) {
    assertEquals(
        survey(world, new Random(one), 1, new StopSignal()),
        survey(world, new Random(other), 64, new StopSignal()));
  }

  @Example
  void whoIsStoppedEnds() {
    StopSignal stop = new StopSignal();
    stop.request();
    World world =
        new World(
            ImmutableList.of(
                new Cell("us.x", "a/app", 1, true, true, false, ImmutableSet.of(".sig"))),
            false,
            false);
    assertThrows(CancelledException.class, () -> survey(world, new Random(1), 1, stop));
  }

  private static CoverageSurvey.Surveyed survey(
      World world, Random order, int atOnce, StopSignal stop) {
    PlanInput states = world.states(order);
    return new CoverageSurvey(
            world.policy(),
            world.uploads(),
            new ManifestLocations(ImmutableList.of()),
            new CoverageSurvey.Eyes(
                new Inventory(new Nobody(), new FanOut(1), Progress.NONE, new StopSignal()),
                new Nobody(),
                new Nobody(),
                AttachmentLists.TagValues.NONE,
                Optional.empty()),
            new FanOut(atOnce),
            Progress.NONE,
            stop)
        .of(states, Planner.plan(states));
  }

  /** Is not to be asked: listings tell all there is. */
  private static final class Nobody implements RepositoryReader, ImageReader {

    @Override
    public LiveRepository read(Repository repository, Expectation expectation) {
      throw new AssertionError(repository + " is listed already");
    }

    @Override
    public Manifest manifest(Repository repository, DescriptorDigest digest)
        throws NoSuchFileException {
      throw new NoSuchFileException(repository + "@" + digest);
    }

    @Override
    public InputStream blob(Repository repository, Descriptor blob) {
      throw new AssertionError(repository + " is asked for " + blob);
    }
  }

  private static RepositoryGlobs globs(String... patterns) {
    return new RepositoryGlobs(ImmutableList.copyOf(patterns));
  }

  private static Requirement required(AttachmentKind kind) {
    return new Requirement(kind, Optional.empty(), ImmutableList.of());
  }
}
