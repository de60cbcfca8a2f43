package dev.reinstate.reconcile.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.plan.Source;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.snapshot.MergeBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A registry of which much is damaged, as a scrub sees it, looks broken. */
final class DamageGateTest {

  private static final RegistryPrefix PROD = RegistryPrefix.parse("us.example/prod");
  private static final Repository APP = PROD.resolve("app");
  private static final int IMAGES = 30;

  private final List<Action> actions = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  @Test
  void oneLayerThatBreaksManyImagesCountsForEachOfThem() {
    blob("base", IntStream.range(0, 12));
    assertEquals(
        new GateVerdict.Closed(
            ImmutableList.of(
                "us.example/prod misses 12 of 30 images, damaged ones included;"
                    + " --max-missing is 25%")),
        examine(Optional.empty()));
  }

  @Test
  void thePlanCanBeApproved() {
    blob("base", IntStream.range(0, 12));
    assertEquals(1, ((GateVerdict.Approved) examine(Optional.of(plan().id()))).exceeded().size());
  }

  @Test
  void anImageCountsOnceWhateverIsWrongWithIt() {
    blob("base", IntStream.range(0, 10));
    blob("config", IntStream.range(0, 10));
    for (int i = 0; i < 10; i++) {
      manifest(FindingKind.MANIFEST_DAMAGED, image(i), i);
    }
    assertEquals(new GateVerdict.Open(), examine(Optional.empty()));
  }

  @Test
  void aMissingChildCountsByItsIndex() {
    for (int i = 0; i < 8; i++) {
      manifest(FindingKind.CHILD_MISSING, digest("amd64 " + i), i);
      manifest(FindingKind.CHILD_MISSING, digest("arm64 " + i), i);
    }
    assertEquals(new GateVerdict.Open(), examine(Optional.empty()));
  }

  @Test
  void whatIsLostCountsAsWell() {
    blob("base", IntStream.range(0, 6));
    for (int i = 4; i < 12; i++) {
      findings.add(
          new Finding.OfImage(
              FindingKind.LOST, APP, image(i), ImmutableSortedSet.of(), "no source has it"));
    }
    assertEquals(
        "us.example/prod misses 12 of 30 images, damaged ones included; --max-missing is 25%",
        ((GateVerdict.Closed) examine(Optional.empty())).exceeded().getFirst());
  }

  private void blob(String name, IntStream breaks) {
    Descriptor blob = new Descriptor(MediaTypes.OCI_MANIFEST, digest(name), 7);
    actions.add(
        new Action.RestoreBlob(
            APP, blob, ActionReason.BLOB_MISSING, ImmutableList.of(new Source.Stored(blob))));
    damage(FindingKind.BLOB_MISSING, blob, breaks);
  }

  private void manifest(FindingKind kind, DescriptorDigest digest, int breaks) {
    Descriptor object = new Descriptor(MediaTypes.OCI_MANIFEST, digest, 7);
    actions.add(
        new Action.RestoreImage(
            APP,
            digest,
            ImmutableSortedSet.of(),
            Authority.MANIFEST,
            ActionReason.valueOf(kind.name()),
            ImmutableList.of(new Source.Stored(object))));
    damage(kind, object, IntStream.of(breaks));
  }

  private void damage(FindingKind kind, Descriptor object, IntStream breaks) {
    ImmutableSortedMap.Builder<DescriptorDigest, ImmutableSortedSet<String>> images =
        ImmutableSortedMap.orderedBy(Digests.ORDER);
    breaks.forEach(i -> images.put(image(i), ImmutableSortedSet.of()));
    findings.add(new Finding.Damage(kind, APP, object, "7 bytes", "404", images.buildOrThrow()));
  }

  private Plan plan() {
    return new Plan(
        ImmutableList.sortedCopyOf(Action.ORDER, actions),
        ImmutableList.sortedCopyOf(Finding.ORDER, findings),
        StateCounts.NONE);
  }

  /** A scrub knows of a repository that it was there, and no more. */
  private GateVerdict examine(Optional<String> approved) {
    TreeMap<DescriptorDigest, ImmutableSortedSet<String>> tagged = new TreeMap<>(Digests.ORDER);
    IntStream.range(0, IMAGES).forEach(i -> tagged.put(image(i), ImmutableSortedSet.of("v" + i)));
    DesiredState desired =
        new DesiredState(
            ImmutableSortedMap.of(
                APP,
                new DesiredRepository(
                    PROD, new TaggedImages(tagged), ImmutableList.of(), Optional.empty())),
            ImmutableSortedSet.of(PROD));
    LiveState visited =
        new LiveState(
            ImmutableSortedMap.of(
                APP,
                new LiveRepository.Contents(
                    ImmutableSet.of(), ImmutableMap.of(), ImmutableSet.of(), ImmutableSet.of())));
    return new Gate(new GateLimits(25, 25, approved))
        .examine(
            plan(),
            new PlanInput(
                desired, visited, LiveState.EMPTY, MergeBase.EMPTY, PlanOptions.DEFAULTS));
  }

  private static DescriptorDigest image(int i) {
    return digest("image " + i);
  }

  private static DescriptorDigest digest(String content) {
    return Digests.of(content.getBytes(UTF_8));
  }
}
