package dev.reinstate.audit;

import static dev.reinstate.audit.AuditScene.PROD;
import static dev.reinstate.audit.AuditScene.STAGING;
import static dev.reinstate.audit.AuditScene.insert;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.audit.rules.Verdict.Noted;
import dev.reinstate.audit.rules.Verdict.Reason;
import dev.reinstate.audit.rules.Verdict.Rejected;
import dev.reinstate.audit.rules.Verdict.Verified;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the auditor before this one got wrong, and what this one makes of it. */
class OldRulesTest {

  private final SampleImages samples = new SampleImages(2);
  private final SampleImage image = samples.oci(10);
  private final SampleImage child = samples.oci(11);
  private final SampleImage index = samples.ociIndex(child);
  private final AuditScene scene = new AuditScene();
  private final List<SampleImage> staged = new ArrayList<>();

  @Test
  void itAcceptedChildrenOfIndexesThatNobodyListed() throws IOException {
    scene.list(PROD, image, "1.0");
    stage(index);
    String event = insert(PROD, child);
    assertTrue(OldRules.isVerified(old(event)), old(event));
    assertRejected(Reason.UNKNOWN_IMAGE, event);
  }

  @Test
  void itAcceptedATagThatWasMovedToAChild() throws IOException {
    scene.list(PROD, image, "1.0").list(PROD, index);
    stage(index);
    String event = insert(PROD, child, "1.0");
    assertTrue(OldRules.isVerified(old(event)), old(event));
    assertRejected(Reason.TAG_MOVED, event);
  }

  @Test
  void itRejectedHostsWithAPort() throws IOException {
    String repository = "localhost:5000/prod/app";
    scene.list(repository, image, "1.0");
    String event = insert(repository, image, "1.0");
    assertEquals(
        "TRANSACTION REJECTED: validation failure: invalid PQIN: " + repository + ":1.0",
        old(event));
    assertVerified(event);
  }

  @Test
  void itHadNoRuleForSignatures() throws IOException {
    SampleImage signature = samples.cosignSignature(image);
    scene.list(PROD, image, "1.0");
    scene.registries.put(PROD, signature);
    stage(image);
    stage(signature);
    for (String event :
        ImmutableList.of(insert(PROD, signature), insert(PROD, signature, image.signatureTag()))) {
      assertTrue(old(event).endsWith(": could not validate"), old(event));
      assertVerified(event);
    }
  }

  @Test
  void itHadNoRuleForReferrers() throws IOException {
    SampleImage sbom = samples.referrer(image, "application/spdx+json", 10);
    scene.list(PROD, image, "1.0");
    scene.registries.put(PROD, sbom);
    stage(sbom);
    assertTrue(old(insert(PROD, sbom)).endsWith(": could not validate"));
    assertVerified(insert(PROD, sbom));
  }

  @Test
  void itAlarmedAboutEveryDeletion() throws IOException {
    scene.list(PROD, image, "1.0");
    String event = "{\"action\":\"DELETE\",\"tag\":\"%s:%s\"}".formatted(PROD, "old");
    assertEquals("TRANSACTION REJECTED: validation failure: deletions are prohibited", old(event));
    assertEquals(Noted.class, scene.judge(event).verdict().getClass());
  }

  private void stage(SampleImage image) {
    staged.add(image);
    scene.registries.put(STAGING, image);
  }

  private String old(String event) {
    return new OldRules(scene.desired(), staged).judge(event);
  }

  private void assertVerified(String event) throws IOException {
    AuditRecord judged = scene.judge(event);
    assertEquals(Verified.class, judged.verdict().getClass(), judged::toString);
  }

  private void assertRejected(Reason reason, String event) throws IOException {
    AuditRecord judged = scene.judge(event);
    assertTrue(
        judged.verdict() instanceof Rejected rejected && rejected.reason() == reason,
        judged::toString);
  }
}
