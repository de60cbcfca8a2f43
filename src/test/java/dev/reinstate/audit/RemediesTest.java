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

class RemediesTest {

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
    assertEquals(remedy(confirmed, confirmed), scene.deleted(PROD, image).remedy());
    assertEquals(remedy(confirmed, confirmed), scene.deleted(PROD, "1.0").remedy());
    assertEquals(remedy(confirmed, confirmed), scene.inserted(PROD, other, "1.0").remedy());
    scene.agree(PROD, image, "1.0");
    assertEquals(remedy(confirmed, confirmed), scene.inserted(PROD, other, "1.0").remedy());
  }

  @Test
  void aTagThatTheManifestMovesNeedsPermission() throws IOException {
    scene.agree(PROD, other, "1.0");
    assertEquals(
        remedy(
            "the snapshot agrees with the registry, so that it is the manifest that moves the tag;"
                + " if that is meant: ",
            COMMAND + " --allow-tag-moves --confirm"),
        scene.inserted(PROD, other, "1.0").remedy());
  }

  @Test
  void aTagThatNobodyAgreesOnIsForAHuman() throws IOException {
    scene.agree(PROD, third, "1.0");
    assertEquals(
        remedy(
            "manifest, registry and snapshot each say something else; find out who is right, this"
                + " shows it: ",
            COMMAND),
        scene.inserted(PROD, other, "1.0").remedy());
  }

  @Test
  void whatNobodyKnowsIsForAHuman() throws IOException {
    String text = "put it into a manifest, or delete it; this shows it: ";
    assertEquals(remedy(text, COMMAND), scene.inserted(PROD, other, "1.1").remedy());
    assertEquals(remedy(text, COMMAND), scene.inserted(PROD, image, "1.1").remedy());
    assertEquals(
        remedy(text, "skopeo inspect --raw docker://" + PROD + "@" + other.digest()),
        scene.inserted(PROD, other).remedy());
    assertEquals(
        remedy(text, "skopeo inspect --raw docker://r/a@" + other.digest()),
        scene.inserted("r/a", other, "1.1").remedy());
  }

  @Test
  void whatCannotBeReadIsForTheOwnersOfTheTopic() throws IOException {
    Remedy remedy = scene.judge("nonsense").remedy().orElseThrow();
    assertEquals(Optional.empty(), remedy.command());
    assertTrue(remedy.text().contains("(message 1)"), remedy.text());
  }

  @Test
  void whatIsNotRejectedNeedsNoCure() throws IOException {
    assertEquals(Optional.empty(), scene.inserted(PROD, image).remedy());
    assertEquals(Optional.empty(), scene.deleted(PROD, other).remedy());
  }

  @Test
  void wordsOfTheServiceAreQuoted() throws IOException {
    Auditor auditor =
        new Auditor(
            scene::reference,
            scene.registries,
            Optional.empty(),
            ImmutableList.of("reinstate", "reconcile", "--manifest=it's here.yaml"),
            new FanOut(1),
            () -> scene.now,
            pause -> {});
    AuditRecord judged =
        auditor.handle(
            scene.delivery(
                ("{\"action\":\"DELETE\",\"tag\":\"" + PROD + ":1.0\"}").getBytes(UTF_8)));
    assertEquals(
        "reinstate reconcile '--manifest=it'\\''s here.yaml' --include=" + PROD + " --confirm",
        judged.remedy().orElseThrow().text());
  }

  private static Optional<Remedy> remedy(String text, String command) {
    String whole = text.equals(command) ? text : text + command;
    return Optional.of(new Remedy(whole, Optional.of(command)));
  }
}
