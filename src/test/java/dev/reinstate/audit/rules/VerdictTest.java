package dev.reinstate.audit.rules;

import static dev.reinstate.audit.AuditScene.PROD;
import static dev.reinstate.audit.AuditScene.STAGING;
import static dev.reinstate.audit.AuditScene.insert;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.AuditRecord;
import dev.reinstate.audit.AuditScene;
import dev.reinstate.audit.Auditor;
import dev.reinstate.audit.followed.ReferenceState;
import dev.reinstate.audit.followed.ReferenceStateSource;
import dev.reinstate.audit.rules.Verdict.Noted;
import dev.reinstate.audit.rules.Verdict.Reason;
import dev.reinstate.audit.rules.Verdict.Rejected;
import dev.reinstate.audit.rules.Verdict.Verified;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final String ELSEWHERE = "us.gcr.io/prod/other";

  private final SampleImages samples = new SampleImages(1);
  private final SampleImage image = samples.oci(10);
  private final SampleImage other = samples.oci(11);
  private final SampleImage amd64 = samples.oci(12);
  private final SampleImage arm64 = samples.oci(13);
  private final SampleImage index = samples.ociIndex(amd64, arm64);
  private final SampleImage nested = samples.ociIndex(index, samples.oci(14));
  private final AuditScene scene = new AuditScene();

  @Test
  void anImageThatIsListedIsVerified() throws IOException {
    scene.list(PROD, image, "1.0");
    assertVerified("agrees with manifest", scene.inserted(PROD, image));
    assertVerified("agrees with manifest", scene.inserted(PROD, image, "1.0"));
    assertEquals(0, scene.registries.reads.size(), "nobody has to be asked");
  }

  @Test
  void anImageThatIsListedElsewhereIsUnknown() throws IOException {
    scene.list(PROD, image, "1.0").list(ELSEWHERE, other);
    assertRejected(Reason.UNKNOWN_IMAGE, scene.inserted(ELSEWHERE, image));
    assertRejected(Reason.UNKNOWN_IMAGE, scene.inserted(ELSEWHERE, image, "1.0"));
    assertRejected(Reason.UNKNOWN_IMAGE, scene.inserted("eu.gcr.io/prod/app", image));
  }

  @Test
  void aRepositoryThatNoManifestNamesIsNeverAsked() throws IOException {
    scene.list(PROD, image, "1.0");
    AuditRecord judged = scene.inserted("evil.example/prod/app", other, "1.0");
    assertRejected(Reason.UNKNOWN_IMAGE, judged);
    assertTrue(
        judged
            .verdict()
            .why()
            .contains(
                "could not find matching source registry for evil.example/prod/app@"
                    + other.digest()));
    assertEquals(0, scene.registries.reads.size());
  }

  @Test
  void aTagThatNoManifestGivesIsUnknown() throws IOException {
    scene.list(PROD, image, "1.0");
    assertRejected(Reason.UNKNOWN_TAG, scene.inserted(PROD, image, "latest"));
    assertRejected(Reason.UNKNOWN_IMAGE, scene.inserted(PROD, other, "latest"));
  }

  @Test
  void aTagThatPointsElsewhereWasMoved() throws IOException {
    scene.list(PROD, image, "1.0").list(PROD, other, "1.1");
    for (SampleImage to : new SampleImage[] {other, amd64}) {
      Rejected rejected = assertRejected(Reason.TAG_MOVED, scene.inserted(PROD, to, "1.0"));
      assertEquals(Optional.of(image.digest()), rejected.from());
      assertEquals(Optional.of(to.digest()), rejected.to());
    }
  }

  @Test
  void aTagOfAnImageOnAChildOfItWasMovedToo() throws IOException {
    scene.list(PROD, index, "1.0").agree(PROD, index);
    assertRejected(Reason.TAG_MOVED, scene.inserted(PROD, amd64, "1.0"));
    assertRejected(Reason.UNKNOWN_TAG, scene.inserted(PROD, amd64, "1.0-amd64"));
  }

  @Test
  void childrenThatTheSnapshotKnowsAreVerifiedUnasked() throws IOException {
    scene.list(PROD, nested, "1.0").agree("eu.gcr.io/prod/app", nested);
    assertVerified(parent(nested), scene.inserted(PROD, index));
    assertVerified(parent(nested), scene.inserted(PROD, amd64));
    assertEquals(0, scene.registries.reads.size());
  }

  @Test
  void childrenMayComeBeforeTheirParent() throws IOException {
    scene.list(PROD, nested, "1.0");
    scene.registries.put(STAGING, nested);
    assertVerified(parent(nested), scene.inserted(PROD, arm64));
    assertVerified(parent(nested), scene.inserted(PROD, index));
  }

  @Test
  void aChildIsVerifiedOnlyWhereItsIndexIsListed() throws IOException {
    scene.list(PROD, index, "1.0").list(ELSEWHERE, other).agree(ELSEWHERE, index);
    scene.registries.put(PROD, index);
    assertVerified(parent(index), scene.inserted(PROD, amd64));
    assertRejected(Reason.UNKNOWN_IMAGE, scene.inserted(ELSEWHERE, amd64));
  }

  @Test
  void aChildOfAnIndexThatNobodyListsIsUnknown() throws IOException {
    scene.list(PROD, image, "1.0");
    scene.registries.put(PROD, index);
    scene.registries.put(STAGING, index);
    assertRejected(Reason.UNKNOWN_IMAGE, scene.inserted(PROD, amd64));
  }

  @Test
  void anImageThatTheSnapshotCouldNotReadIsReadNow() throws IOException {
    scene.list(PROD, index, "1.0").agreeUnread(PROD, index);
    scene.registries.put(PROD, index);
    assertVerified(parent(index), scene.inserted(PROD, amd64));
    assertEquals(1, scene.registries.reads.count(index.digest()));
  }

  @Test
  void aNewSnapshotIsUsedAtOnce() throws IOException {
    scene.list(PROD, index, "1.0");
    assertRejected(Reason.UNKNOWN_IMAGE, scene.inserted(PROD, amd64));
    scene.agree(PROD, index);
    assertVerified(parent(index), scene.inserted(PROD, amd64));
  }

  @Test
  void whatCannotBeReadIsNoVerdict() throws IOException {
    scene.list(PROD, index, "1.0");
    scene.registries.put(PROD, index);
    scene.registries.breakDown(PROD);
    IOException failure = assertThrows(IOException.class, () -> scene.inserted(PROD, amd64));
    assertEquals("500 INTERNAL for " + PROD, failure.getMessage());
    scene.registries.recover(PROD);
    assertVerified(parent(index), scene.inserted(PROD, amd64));
  }

  @Test
  void oneIndexThatCannotBeReadKeepsNoChildOfAnotherFromBeingVerified() throws IOException {
    SampleImage hidden = samples.ociIndex(other);
    scene.list(PROD, index, "1.0").list(PROD, hidden, "1.1");
    scene.registries.put(PROD, index);
    scene.registries.breakDown(STAGING);
    assertVerified(parent(index), scene.inserted(PROD, amd64));
    assertThrows(IOException.class, () -> scene.inserted(PROD, other));
  }

  @Test
  void anIndexThatIsNowhereIsSaidToBeMissing() throws IOException {
    scene.list(PROD, index, "1.0");
    AuditRecord judged = scene.inserted(PROD, amd64);
    assertRejected(Reason.UNKNOWN_IMAGE, judged);
    assertTrue(judged.verdict().why().contains("1 of the images listed here"), judged.toString());
  }

  @Test
  void aListedDigestOfWhatIsNoManifestHasNoChildren() throws IOException {
    SampleImage garbage =
        new SampleImage(
            Manifest.of(MediaTypes.OCI_INDEX, new byte[] {'x'}),
            ImmutableMap.of(),
            ImmutableList.of());
    scene.list(PROD, garbage, "1.0");
    scene.registries.put(PROD, garbage);
    assertRejected(Reason.UNKNOWN_IMAGE, scene.inserted(PROD, amd64));
  }

  @Test
  void aSignatureIsVerifiedByItsTag() throws IOException {
    SampleImage signature = samples.cosignSignature(image);
    scene.list(PROD, image, "1.0");
    assertVerified(
        "agrees with manifest (signature of " + image.digest() + ")",
        scene.inserted(PROD, signature, image.signatureTag()));
    assertVerified(
        "agrees with manifest (list of referrers of " + image.digest() + ")",
        scene.inserted(PROD, other, "sha256-" + image.digest().getHash()));
    assertRejected(Reason.UNKNOWN_IMAGE, scene.inserted(PROD, signature, other.signatureTag()));
  }

  @Test
  void theSignatureOfAChildIsVerifiedToo() throws IOException {
    scene.list(PROD, index, "1.0");
    scene.registries.put(PROD, index);
    assertVerified(
        "agrees with manifest (signature of " + amd64.digest() + ")",
        scene.inserted(PROD, samples.cosignSignature(amd64), amd64.signatureTag()));
  }

  @Test
  void aSignatureThatIsListedMustBeTheListedOne() throws IOException {
    SampleImage signature = samples.cosignSignature(image);
    scene.list(PROD, image, "1.0").list(PROD, signature, image.signatureTag());
    assertRejected(Reason.TAG_MOVED, scene.inserted(PROD, other, image.signatureTag()));
  }

  @Test
  void aReferrerSaysWhatItIsAttachedTo() throws IOException {
    SampleImage sbom = samples.referrer(image, "application/spdx+json", 10);
    SampleImage signatureOfSbom = samples.referrer(sbom, "application/vnd.dev.sigstore", 10);
    SampleImage stranger = samples.referrer(other, "application/spdx+json", 10);
    scene.list(PROD, image, "1.0");
    scene.registries.put(PROD, sbom);
    scene.registries.put(PROD, signatureOfSbom);
    scene.registries.put(PROD, stranger);
    assertVerified(attached(image), scene.inserted(PROD, sbom));
    assertVerified(attached(image), scene.inserted(PROD, signatureOfSbom));
    assertRejected(Reason.UNKNOWN_IMAGE, scene.inserted(PROD, stranger));
    assertRejected(Reason.UNKNOWN_TAG, scene.inserted(PROD, sbom, "1.1"));
  }

  @Test
  void aSignatureOfTheOlderKindThatComesBeforeItsTagIsReadForWhatItSigns() throws IOException {
    SampleImage signature = samples.cosignSignature(image);
    SampleImage stranger = samples.cosignSignature(other);
    scene.list(PROD, image, "1.0");
    scene.registries.put(PROD, signature);
    scene.registries.put(PROD, stranger);
    assertVerified(attached(image), scene.inserted(PROD, signature));
    assertRejected(Reason.UNKNOWN_IMAGE, scene.inserted(PROD, stranger));
  }

  @Test
  void aDeletionOfWhatIsWantedIsRejected() throws IOException {
    SampleImage signature = samples.cosignSignature(image);
    SampleImage sbom = samples.referrer(image, "application/spdx+json", 10);
    scene
        .list(PROD, image, "1.0")
        .list(PROD, index)
        .agree(PROD, index)
        .agree(PROD, sbom)
        .agree(PROD, signature, image.signatureTag());
    assertRejected(Reason.DELETION, scene.deleted(PROD, "1.0"));
    assertRejected(Reason.DELETION, scene.deleted(PROD, image));
    assertRejected(Reason.DELETION, scene.deleted(PROD, amd64));
    assertRejected(Reason.DELETION, scene.deleted(PROD, image.signatureTag()));
    assertRejected(Reason.DELETION, scene.deleted(PROD, signature));
    assertRejected(Reason.DELETION, scene.deleted(PROD, sbom));
  }

  @Test
  void aDeletionOfWhatNobodyWantsIsNoted() throws IOException {
    scene.list(PROD, image, "1.0").agree(PROD, other, "old");
    for (AuditRecord judged :
        new AuditRecord[] {
          scene.deleted(PROD, "old"),
          scene.deleted(PROD, other),
          scene.deleted(PROD, other.signatureTag()),
          scene.deleted(ELSEWHERE, image)
        }) {
      assertInstanceOf(Noted.class, judged.verdict());
      assertEquals(Optional.empty(), judged.remedy());
    }
  }

  @Test
  void whatTheSnapshotHasIsSaidToBeThere() throws IOException {
    scene.list(PROD, image, "1.0").agree(PROD, other, "old");
    AuditRecord judged = scene.inserted(PROD, other);
    assertRejected(Reason.UNKNOWN_IMAGE, judged);
    assertTrue(judged.verdict().why().contains("--restore-unmanaged"), judged.toString());
  }

  @Test
  void nothingIsRejectedByManifestsThatAreOld() throws IOException {
    ReferenceState old = scene.list(PROD, image, "1.0").reference();
    ReferenceState merged = scene.list(PROD, other, "1.1").reference();
    AtomicInteger looks = new AtomicInteger();
    ReferenceStateSource truths =
        new ReferenceStateSource() {
          @Override
          public ReferenceState current() {
            return old;
          }

          @Override
          public ReferenceState fresh() {
            looks.incrementAndGet();
            return merged;
          }
        };
    Auditor auditor = scene.auditor(truths, scene.registries);
    assertVerified("agrees with manifest", judge(auditor, insert(PROD, image, "1.0")));
    assertEquals(0, looks.get(), "what is verified needs no second look");
    assertVerified("agrees with manifest", judge(auditor, insert(PROD, other, "1.1")));
    assertEquals(1, looks.get());
    assertRejected(Reason.TAG_MOVED, judge(auditor, insert(PROD, image, "1.1")));
    AuditRecord again = judge(auditor, insert(PROD, image, "1.1"));
    assertEquals(1, again.repeat(), "judging twice is no repeat");
  }

  private AuditRecord judge(Auditor auditor, String event) throws IOException {
    return auditor.handle(scene.delivery(event.getBytes(UTF_8)));
  }

  @Test
  void labelsSayWhatTheVerdictIsAbout() throws IOException {
    scene.list(PROD, image, "1.0");
    assertEquals(
        "{repository=%s, digest=%s, tag=1.0, verdict=rejected, reason=tag-moved, commit=c0ffee}"
            .formatted(PROD, other.digest()),
        scene.inserted(PROD, other, "1.0").labels().toString());
    assertEquals(
        "{repository=%s, tag=x, verdict=noted, commit=c0ffee}".formatted(PROD),
        scene.deleted(PROD, "x").labels().toString());
  }

  @Test
  void theSameFaultIsCounted() throws IOException {
    scene.list(PROD, image, "1.0");
    assertEquals(0, scene.inserted(PROD, other, "1.0").repeat());
    assertEquals(1, scene.inserted(PROD, other, "1.0").repeat());
    assertEquals(0, scene.inserted(PROD, amd64, "1.0").repeat());
    assertEquals(0, scene.inserted(PROD, image, "1.0").repeat());
    assertEquals(2, scene.inserted(PROD, other, "1.0").repeat());
  }

  @Test
  void aFaultWhoseVerdictNobodyHeardIsAnAlarmTheNextTime() throws IOException {
    scene.list(PROD, image, "1.0");
    AuditRecord unheard = scene.inserted(PROD, other, "1.0");
    scene.auditor().unsaid(unheard);
    assertEquals(0, scene.inserted(PROD, other, "1.0").repeat());
    scene.auditor().unsaid(scene.inserted(PROD, other, "1.0"));
    assertEquals(2, scene.inserted(PROD, other, "1.0").repeat(), "the alarm was heard");
  }

  private static String parent(SampleImage index) {
    return "agrees with manifest (parent digest " + index.digest() + ")";
  }

  private static String attached(SampleImage image) {
    return "agrees with manifest (attached to " + image.digest() + ")";
  }

  private static void assertVerified(String why, AuditRecord judged) {
    assertEquals(new Verified(why), judged.verdict());
  }

  private static Rejected assertRejected(Reason reason, AuditRecord judged) {
    Rejected rejected = assertInstanceOf(Rejected.class, judged.verdict(), judged.toString());
    assertEquals(reason, rejected.reason(), rejected.why());
    return rejected;
  }
}
