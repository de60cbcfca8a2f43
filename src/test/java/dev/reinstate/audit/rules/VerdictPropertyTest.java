package dev.reinstate.audit.rules;

import static dev.reinstate.audit.AuditScene.PROD;
import static dev.reinstate.audit.AuditScene.STAGING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.audit.AuditScene;
import dev.reinstate.audit.OldRules;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Verdicts on random events in random worlds of a few images that belong together. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE, tries = 100)
class VerdictPropertyTest {

  private static final String OTHER = "eu.gcr.io/prod/app";
  private static final String UNPROMOTED = "us.gcr.io/prod/app/below";
  private static final ImmutableList<SampleImage> POOL = pool();
  private static final Pattern PARENT = Pattern.compile("\\(parent digest (sha256:[0-9a-f]+)\\)");

  record Entry(String repository, int image, String tag) {}

  private record Event(String repository, int image, Optional<String> tag) {}

  /**
   * A world.
   *
   * @param live what the first repository holds
   * @param agreed what the snapshot knows of the second
   */
  record World(
      List<Entry> listed, List<Integer> staged, List<Integer> live, List<Integer> agreed) {}

  private static ImmutableList<SampleImage> pool() {
    SampleImages samples = new SampleImages(3);
    SampleImage a = samples.oci(10);
    SampleImage b = samples.docker(11);
    SampleImage c = samples.oci(12);
    SampleImage index = samples.ociIndex(a, b);
    SampleImage list = samples.dockerList(b, c);
    SampleImage nested = samples.ociIndex(index, c);
    return ImmutableList.of(
        a,
        b,
        c,
        index,
        list,
        nested,
        samples.cosignSignature(a),
        samples.referrer(index, "application/spdx+json", 10),
        samples.oci(13));
  }

  @Provide
  Arbitrary<World> worlds() {
    Arbitrary<Integer> image = Arbitraries.integers().between(0, POOL.size() - 1);
    Arbitrary<Entry> entry =
        Combinators.combine(
                Arbitraries.of(PROD, OTHER), image, Arbitraries.of("", "1.0", "1.1", "1.2"))
            .as(Entry::new);
    return Combinators.combine(
            entry.list().ofMaxSize(5),
            image.list().ofMaxSize(6),
            image.list().ofMaxSize(6),
            image.list().ofMaxSize(3))
        .as(World::new);
  }

  private static ImmutableList<Event> events() {
    ImmutableList.Builder<Event> events = ImmutableList.builder();
    for (String where : List.of(PROD, OTHER, UNPROMOTED)) {
      for (int image = 0; image < POOL.size(); image++) {
        events.add(new Event(where, image, Optional.empty()));
        for (String tag : List.of("1.0", "1.1", "1.2", POOL.getFirst().signatureTag())) {
          events.add(new Event(where, image, Optional.of(tag)));
        }
      }
    }
    return events.build();
  }

  @Property
  void whatTheOldRulesVerifiedForTheRightReasonIsVerified(@ForAll("worlds") World world)
      throws IOException {
    AuditScene scene = scene(world);
    List<SampleImage> staged =
        world.staged().stream().flatMap(i -> VerdictPropertyTest.whole(POOL.get(i))).toList();
    OldRules rules = new OldRules(scene.desired(), staged);
    int right = 0;
    for (Event event : events()) {
      String old = rules.judge(data(event));
      if (OldRules.isVerified(old) && rightly(scene, event, old)) {
        right++;
        assertEquals("verified", scene.judge(data(event)).verdict().word(), old);
      }
    }
    Statistics.label("some verified for the right reason")
        .collect(right > 0)
        .coverage(found -> found.check(true).percentage(share -> share > 50));
  }

  @Property
  void whereEverythingCanBeReadTheVerdictFollowsFromWhatBelongsTogether(
      @ForAll("worlds") World world) throws IOException {
    AuditScene scene = scene(world);
    for (SampleImage image : POOL) {
      List.of(STAGING, PROD, OTHER).forEach(where -> scene.registries.put(where, image));
    }
    for (Event event : events()) {
      assertEquals(
          expected(scene, event), word(scene.judge(data(event)).verdict()), event::toString);
    }
  }

  @Property
  void theSameEventsAgainHaveTheSameVerdicts(@ForAll("worlds") World world) throws IOException {
    AuditScene scene = scene(world);
    List<String> first = words(scene);
    scene.registries.reads.clear();
    assertEquals(first, words(scene));
    assertEquals(0, scene.registries.reads.size(), "nothing is read again so soon");
  }

  /** At first the snapshot's nested index alone is known; then the list is, and is nearer. */
  @Example
  void anImageOfTwoListedIndexesIsVerifiedByTheNearestThatIsKnown() throws IOException {
    AuditScene scene =
        scene(
            new World(
                List.of(new Entry(PROD, 4, ""), new Entry(PROD, 5, "")),
                List.of(4, 5),
                List.of(),
                List.of(5)));
    String partOfBoth = data(new Event(PROD, 1, Optional.empty()));
    String partOfNone = data(new Event(PROD, 8, Optional.empty()));

    assertEquals(agreesWithParent(5), scene.judge(partOfBoth).verdict());
    assertEquals("unknown-image", word(scene.judge(partOfNone).verdict()));
    assertEquals(agreesWithParent(4), scene.judge(partOfBoth).verdict());
  }

  private static Verdict agreesWithParent(int image) {
    return new Verdict.Verified(
        "agrees with manifest (parent digest " + POOL.get(image).digest() + ")");
  }

  /** Which of several listed indexes a verdict names depends on what was read by then. */
  private static List<String> words(AuditScene scene) throws IOException {
    List<String> words = new ArrayList<>();
    for (Event event : events()) {
      Verdict verdict = scene.judge(data(event)).verdict();
      assertParentIsListed(scene, event, verdict);
      words.add(word(verdict));
    }
    return words;
  }

  private static void assertParentIsListed(AuditScene scene, Event event, Verdict verdict) {
    Matcher parent = PARENT.matcher(verdict.why());
    if (parent.find()) {
      DescriptorDigest named = Digests.parse(parent.group(1));
      assertTrue(
          desired(scene, event.repository()).orElseThrow().images().tagsByDigest().keySet().stream()
              .anyMatch(named::equals),
          verdict::why);
      assertTrue(
          POOL.stream()
              .filter(image -> image.digest().equals(named))
              .flatMap(VerdictPropertyTest::whole)
              .anyMatch(image -> image.digest().equals(POOL.get(event.image()).digest())),
          verdict::why);
    }
  }

  private static AuditScene scene(World world) {
    AuditScene scene = new AuditScene();
    for (Entry entry : world.listed()) {
      boolean taken =
          world.listed().stream()
              .anyMatch(
                  other ->
                      other.repository().equals(entry.repository())
                          && other.tag().equals(entry.tag())
                          && other.image() < entry.image());
      scene.list(
          entry.repository(),
          POOL.get(entry.image()),
          entry.tag().isEmpty() || taken ? new String[0] : new String[] {entry.tag()});
    }
    world.staged().forEach(i -> scene.registries.put(STAGING, POOL.get(i)));
    world.live().forEach(i -> scene.registries.put(PROD, POOL.get(i)));
    world.agreed().forEach(i -> scene.agree(OTHER, POOL.get(i)));
    return scene;
  }

  private static Stream<SampleImage> whole(SampleImage image) {
    return Stream.concat(
        Stream.of(image), image.children().stream().flatMap(VerdictPropertyTest::whole));
  }

  private static String data(Event event) {
    SampleImage image = POOL.get(event.image());
    return event
        .tag()
        .map(tag -> AuditScene.insert(event.repository(), image, tag))
        .orElseGet(() -> AuditScene.insert(event.repository(), image));
  }

  /** The image is listed with the tag, or there is none and the parent that was found is listed. */
  private static boolean rightly(AuditScene scene, Event event, String old) {
    DescriptorDigest digest = POOL.get(event.image()).digest();
    if (event.tag().isPresent()) {
      return listedDigest(scene, event, event.tag().get()).equals(Optional.of(digest));
    }
    return desired(scene, event.repository()).stream()
        .flatMap(each -> each.images().tagsByDigest().keySet().stream())
        .anyMatch(
            listed -> listed.equals(digest) || old.endsWith("(parent digest " + listed + ")"));
  }

  private static String expected(AuditScene scene, Event event) {
    DescriptorDigest digest = POOL.get(event.image()).digest();
    boolean belongs = isPart(scene, event.repository(), digest) || isAttached(scene, event, digest);
    if (event.tag().isEmpty()) {
      return belongs ? "verified" : "unknown-image";
    }
    String tag = event.tag().get();
    Optional<DescriptorDigest> listed = listedDigest(scene, event, tag);
    if (listed.isPresent()) {
      return listed.get().equals(digest) ? "verified" : "tag-moved";
    }
    boolean attached =
        AttachmentTag.subjectOf(tag)
            .filter(subject -> isPart(scene, event.repository(), subject))
            .isPresent();
    if (attached) {
      return "verified";
    }
    return belongs ? "unknown-tag" : "unknown-image";
  }

  private static boolean isAttached(AuditScene scene, Event event, DescriptorDigest digest) {
    // The pool's signature is that of its first image, its referrer that of its first index.
    return (digest.equals(POOL.get(6).digest())
            && isPart(scene, event.repository(), POOL.get(0).digest()))
        || (digest.equals(POOL.get(7).digest())
            && isPart(scene, event.repository(), POOL.get(3).digest()));
  }

  private static boolean isPart(AuditScene scene, String repository, DescriptorDigest digest) {
    return desired(scene, repository).stream()
        .flatMap(each -> each.images().tagsByDigest().keySet().stream())
        .flatMap(root -> POOL.stream().filter(image -> image.digest().equals(root)))
        .flatMap(VerdictPropertyTest::whole)
        .anyMatch(image -> image.digest().equals(digest));
  }

  private static Optional<DescriptorDigest> listedDigest(
      AuditScene scene, Event event, String tag) {
    return desired(scene, event.repository()).map(each -> each.images().digestByTag().get(tag));
  }

  private static Optional<DesiredRepository> desired(AuditScene scene, String repository) {
    return Optional.ofNullable(
        scene.reference().desired().repositories().get(Repository.parse(repository)));
  }

  private static String word(Verdict verdict) {
    return verdict instanceof Verdict.Rejected rejected ? rejected.reason().word() : verdict.word();
  }
}
