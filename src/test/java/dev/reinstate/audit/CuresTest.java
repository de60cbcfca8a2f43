package dev.reinstate.audit;

import static dev.reinstate.audit.AuditScene.PROD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CuresTest {

  private static final String COMMAND =
      "reinstate reconcile --thin-manifest-dir=k8s.gcr.io --include=" + PROD;

  private final SampleImages samples = new SampleImages(7);
  private final SampleImage image = samples.oci(10);
  private final SampleImage other = samples.oci(11);
  private final SampleImage third = samples.oci(12);
  private final AuditScene scene = new AuditScene().list(PROD, image, "1.0");

  @Test
  void whatIsGoneOrMovedIsPutBackByAConfirmedRun() throws IOException {
    String confirmed = COMMAND + " --confirm";
    assertEquals(cure(confirmed, confirmed), scene.deleted(PROD, image).cure());
    assertEquals(cure(confirmed, confirmed), scene.deleted(PROD, "1.0").cure());
    assertEquals(cure(confirmed, confirmed), scene.inserted(PROD, other, "1.0").cure());
    scene.agree(PROD, image, "1.0");
    assertEquals(cure(confirmed, confirmed), scene.inserted(PROD, other, "1.0").cure());
  }

  @Test
  void aTagThatTheManifestMovesNeedsPermission() throws IOException {
    scene.agree(PROD, other, "1.0");
    assertEquals(
        cure(
            "the snapshot agrees with the registry, so that it is the manifest that moves the tag;"
                + " if that is meant: ",
            COMMAND + " --allow-tag-moves --confirm"),
        scene.inserted(PROD, other, "1.0").cure());
  }

  @Test
  void aTagThatNobodyAgreesOnIsForAHuman() throws IOException {
    scene.agree(PROD, third, "1.0");
    assertEquals(
        cure(
            "manifest, registry and snapshot each say something else; find out who is right, this"
                + " shows it: ",
            COMMAND),
        scene.inserted(PROD, other, "1.0").cure());
  }

  @Test
  void whatNobodyKnowsIsForAHuman() throws IOException {
    String text = "put it into a manifest, or delete it; this shows it: ";
    assertEquals(cure(text, COMMAND), scene.inserted(PROD, other, "1.1").cure());
    assertEquals(cure(text, COMMAND), scene.inserted(PROD, image, "1.1").cure());
    assertEquals(
        cure(text, "skopeo inspect --raw docker://" + PROD + "@" + other.digest()),
        scene.inserted(PROD, other).cure());
    assertEquals(
        cure(text, "skopeo inspect --raw docker://r/a@" + other.digest()),
        scene.inserted("r/a", other, "1.1").cure());
  }

  @Test
  void whatCannotBeReadIsForTheOwnersOfTheTopic() throws IOException {
    Cure cure = scene.judge("nonsense").cure().orElseThrow();
    assertEquals(Optional.empty(), cure.command());
    assertTrue(cure.text().contains("(message 1)"), cure.text());
  }

  @Test
  void whatIsNotRejectedNeedsNoCure() throws IOException {
    assertEquals(Optional.empty(), scene.inserted(PROD, image).cure());
    assertEquals(Optional.empty(), scene.deleted(PROD, other).cure());
  }

  @Test
  void wordsOfTheServiceAreQuoted() throws IOException {
    Auditor auditor =
        new Auditor(
            scene::truth,
            scene.registries,
            Optional.empty(),
            ImmutableList.of("reinstate", "reconcile", "--manifest=it's here.yaml"),
            new FanOut(1),
            () -> scene.now,
            pause -> {});
    Judged judged =
        auditor.handle(
            scene.delivery(
                ("{\"action\":\"DELETE\",\"tag\":\"" + PROD + ":1.0\"}").getBytes(UTF_8)));
    assertEquals(
        "reinstate reconcile '--manifest=it'\\''s here.yaml' --include=" + PROD + " --confirm",
        judged.cure().orElseThrow().text());
  }

  private static Optional<Cure> cure(String text, String command) {
    String whole = text.equals(command) ? text : text + command;
    return Optional.of(new Cure(whole, Optional.of(command)));
  }
}
