package dev.reinstate.apply.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.ActionWriter;
import dev.reinstate.apply.KnownState;
import dev.reinstate.apply.Outcome;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ContentProbe;
import dev.reinstate.inventory.Probed;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Source;
import dev.reinstate.plan.StateCounts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is made of a writer's word when the registry is looked at again. */
final class HealingWriterTest {

  private static final Repository APP = Repository.parse("us.example/prod/app");
  private static final byte[] BYTES = "layer".getBytes(UTF_8);
  private static final Descriptor BLOB =
      new Descriptor(MediaTypes.OCI_MANIFEST, Digests.of(BYTES), BYTES.length);
  private static final KnownState NOTHING =
      KnownState.of(new Plan(ImmutableList.of(), ImmutableList.of(), StateCounts.NONE));

  private final List<Action> written = new ArrayList<>();
  private final List<String> looks = new ArrayList<>();
  private final Queue<Probed<Descriptor>> seen = new ArrayDeque<>();
  private Optional<Probed<Manifest>> manifest = Optional.empty();

  private final ContentProbe probe =
      new ContentProbe() {
        @Override
        public Probed<Manifest> manifest(Repository repository, DescriptorDigest digest) {
          looks.add("manifest");
          return manifest.orElseThrow();
        }

        @Override
        public Probed<Descriptor> present(Repository repository, Descriptor blob) {
          looks.add("present");
          return seen.remove();
        }

        @Override
        public Probed<Descriptor> bytes(Repository repository, Descriptor blob) {
          looks.add("bytes");
          return seen.remove();
        }

        @Override
        public Optional<DescriptorDigest> resolve(Repository repository, String tag) {
          throw new UnsupportedOperationException();
        }
      };

  @ParameterizedTest
  @EnumSource(names = {"BLOB_MISSING", "BLOB_DAMAGED"})
  void whatIsWholeByNowIsDoneWithoutAWrite(ActionReason reason) {
    see(whole());
    Outcome outcome = write(blob(reason), /* byBytes= */ false);
    assertEquals(
        new Outcome.Done(blob(reason), "it was whole when it was looked at again"), outcome);
    assertEquals(List.of(), written);
  }

  @Test
  void aDamagedBlobIsReadAgain() {
    see(damaged(), whole());
    Action.RestoreBlob action = blob(ActionReason.BLOB_DAMAGED);
    assertEquals(new Outcome.Done(action, ""), write(action, /* byBytes= */ false));
    assertEquals(List.of("bytes", "bytes"), looks);
    assertEquals(List.of(action), written);
  }

  @Test
  void aMissingBlobIsReadOnlyWhereTheRunReadsBytes() {
    Action.RestoreBlob action = blob(ActionReason.BLOB_MISSING);
    see(missing(), whole());
    write(action, /* byBytes= */ false);
    see(missing(), whole());
    write(action, /* byBytes= */ true);
    assertEquals(List.of("present", "present", "bytes", "bytes"), looks);
  }

  @Test
  void aMountThatLiedIsFollowedByBytesAndTheActionStaysTheSame() {
    see(missing(), missing(), whole());
    Action.RestoreBlob action = blob(ActionReason.BLOB_MISSING);
    assertEquals(new Outcome.Done(action, ""), write(action, /* byBytes= */ false));
    assertEquals(List.of(action, blob(ActionReason.BLOB_DAMAGED)), written);
    assertEquals(List.of("present", "present", "bytes"), looks);
  }

  @ParameterizedTest
  @EnumSource(names = {"BLOB_MISSING", "BLOB_DAMAGED"})
  void aRegistryThatKeepsWrongBytesIsNamedAndSoIsWhatItsOperatorMustDo(ActionReason reason) {
    see(damaged(), damaged(), damaged());
    Outcome outcome = write(blob(reason), /* byBytes= */ false);
    assertEquals(
        new Outcome.Failed(
            blob(reason),
            "us.example accepted the blob and still gives sha256:bad where sha256:good is"
                + " expected; its operator must delete the blob's data in the registry's storage,"
                + " then run again"),
        outcome);
  }

  @Test
  void whatCannotBeLookedAtAgainIsNotDone() {
    see(damaged(), new Probed.Unreadable<>("GET us.example 503"));
    Outcome outcome = write(blob(ActionReason.BLOB_DAMAGED), /* byBytes= */ false);
    assertEquals(
        "it was put, but could not be read again: GET us.example 503; run again",
        assertInstanceOf(Outcome.Failed.class, outcome).detail());
  }

  @Test
  void whatCannotBeLookedAtFirstIsPutAllTheSame() {
    see(new Probed.Unreadable<>("GET us.example 503"), whole());
    Action.RestoreBlob action = blob(ActionReason.BLOB_DAMAGED);
    assertEquals(new Outcome.Done(action, ""), write(action, /* byBytes= */ false));
    assertEquals(List.of(action), written);
  }

  @Test
  void whatWasNotPutIsNotLookedAtAgain() {
    see(missing());
    Action.RestoreBlob action = blob(ActionReason.BLOB_MISSING);
    Outcome failed = new Outcome.Failed(action, "no source has it");
    assertEquals(
        failed, writing((any, known) -> failed, /* byBytes= */ true).write(action, NOTHING));
  }

  @Test
  void bytesThatCannotBeHadAfterAMountThatLiedAreTheActionsFailure() {
    see(missing(), missing());
    Action.RestoreBlob action = blob(ActionReason.BLOB_MISSING);
    ActionWriter plain =
        (each, known) ->
            each.equals(action)
                ? new Outcome.Done(each, "")
                : new Outcome.Failed(each, "no source has it");
    assertEquals(
        new Outcome.Failed(action, "no source has it"),
        writing(plain, /* byBytes= */ false).write(action, NOTHING));
  }

  @Test
  void aManifestIsReadAgainByItsDigest() {
    Action.RestoreImage action = image();
    manifest = Optional.of(new Probed.Whole<>(Manifest.of(MediaTypes.OCI_MANIFEST, BYTES)));
    assertEquals(new Outcome.Done(action, ""), write(action, /* byBytes= */ false));
    manifest = Optional.of(new Probed.Missing<>("404 MANIFEST_UNKNOWN"));
    String why =
        assertInstanceOf(Outcome.Failed.class, write(action, /* byBytes= */ false)).detail();
    assertTrue(
        why.startsWith("us.example accepted the manifest and still does not give it: 404"), why);
  }

  @Test
  void tagsAreWrittenAsEver() {
    Action.AddTag tag =
        new Action.AddTag(APP, "v1", BLOB.digest(), Authority.MANIFEST, ActionReason.TAG_MISSING);
    assertEquals(new Outcome.Done(tag, ""), write(tag, /* byBytes= */ true));
    assertEquals(List.of(), looks);
  }

  private Outcome write(Action action, boolean byBytes) {
    ActionWriter plain =
        (each, known) -> {
          written.add(each);
          return new Outcome.Done(each, "");
        };
    return writing(plain, byBytes).write(action, NOTHING);
  }

  private HealingWriter writing(ActionWriter plain, boolean byBytes) {
    return new HealingWriter(plain, probe, byBytes);
  }

  @SafeVarargs
  private void see(Probed<Descriptor>... answers) {
    seen.addAll(Arrays.asList(answers));
  }

  private static Probed<Descriptor> whole() {
    return new Probed.Whole<>(BLOB);
  }

  private static Probed<Descriptor> missing() {
    return new Probed.Missing<>("HEAD 404");
  }

  private static Probed<Descriptor> damaged() {
    return new Probed.Damaged<>("sha256:good", "sha256:bad");
  }

  private static Action.RestoreBlob blob(ActionReason reason) {
    return new Action.RestoreBlob(APP, BLOB, reason, ImmutableList.of(new Source.Stored(BLOB)));
  }

  private static Action.RestoreImage image() {
    return new Action.RestoreImage(
        APP,
        BLOB.digest(),
        ImmutableSortedSet.of(),
        Authority.MANIFEST,
        ActionReason.MANIFEST_DAMAGED,
        ImmutableList.of(new Source.Stored(BLOB)));
  }
}
