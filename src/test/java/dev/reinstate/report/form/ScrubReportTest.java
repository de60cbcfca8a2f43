package dev.reinstate.report.form;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.report.ImageCondition;
import dev.reinstate.report.Incident;
import dev.reinstate.report.NextStep;
import dev.reinstate.report.NextSteps;
import dev.reinstate.report.Phase;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.ScrubbedWorld;
import dev.reinstate.report.Summary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What a scrub says of itself, in every form. */
final class ScrubReportTest {

  @Test
  void aDryRunNamesDamageWhatItBreaksAndWhatHealsIt() {
    assertEquals(
        """
        Dry run, plan 246fefc2f556: 1 repositories, 5 images and 5 tags scrubbed with snapshot 2026-11-26T02-00-00Z
          restore-blob 2, restore-image 1, manifest-damaged 1, blob-missing 1, blob-damaged 1

        us.example/prod: restore-blob 2, restore-image 1, manifest-damaged 1, blob-missing 1, blob-damaged 1
          + blob  app@sha256:b79606fb3afe from blob mirror https://blobs.example/x: an image needs it and the registry gives other bytes
          + blob  app@sha256:dac1d7cfa950 from mirror eu.example/prod/app: an image needs it and the registry does not give it
          + image app@sha256:7c82785f9109 from mirror eu.example/prod/app: the registry answers for it with other bytes
          · manifest-damaged app@sha256:7c82785f9109004556345ef2b80af58081377245dd2b234c1f21d08589110faa: expected sha256:7c82785f9109004556345ef2b80af58081377245dd2b234c1f21d08589110faa, seen sha256:7ec879c8c860699e23145733661074c562767d6f860ed0de439e5c2724bc4b18; breaks 1 image: sha256:7c82785f9109 (v3)
          · blob-missing app@sha256:dac1d7cfa95021764849fd102524e141488c5e3a90f861dbb5a12d9ac8584f85: expected 6291456 bytes, seen 404 BLOB_UNKNOWN; breaks 2 images: sha256:bdd295acb985 (v1), sha256:cc88f6acf10b (v0)
          · blob-damaged app@sha256:b79606fb3afea5bd1609ed40b622142f1c98125abcfe89a76a661b0e8e343910: expected sha256:b79606fb3afea5bd1609ed40b622142f1c98125abcfe89a76a661b0e8e343910, seen sha256:7ec879c8c860699e23145733661074c562767d6f860ed0de439e5c2724bc4b18; breaks 1 image: sha256:32708aa33e13 (v2)

        whole: 41,033 of 41,033 images proven, the oldest 2 d 4 h ago
        3 to heal; nothing was written.
        → Apply the plan: scripts/reinstate scrub --thin-manifest-dir=k8s.gcr.io --include=us.example/prod/app --confirm
        """,
        text(ScrubbedWorld.dry()));
  }

  @Test
  void aWholeRegistryHasNothingToHeal() {
    assertEquals(
        "\n" + ScrubbedWorld.WHOLENESS + "\nNothing to heal.\n",
        text(ScrubbedWorld.whole()).replaceFirst(".*\n", ""));
    assertEquals(ExitCode.DONE, ExitCode.of(ScrubbedWorld.whole().result(), true));
  }

  @Test
  void whatWasHealedEndsLikeWhatWasWhole() {
    String text = text(ScrubbedWorld.healed());
    assertTrue(text.endsWith(ScrubbedWorld.WHOLENESS + "\nNothing to heal.\n"), text);
    assertEquals(ExitCode.DONE, ExitCode.of(ScrubbedWorld.healed().result(), true));
  }

  @Test
  void exitCodesTellWhatCanBeHealedFromWhatCannot() {
    assertEquals(ExitCode.DRIFT, ExitCode.of(ScrubbedWorld.dry().result(), true));
    assertEquals(ExitCode.PARTIAL, ExitCode.of(ScrubbedWorld.kept().result(), true));
    assertEquals(ExitCode.PARTIAL, ExitCode.of(ScrubbedWorld.stale().result(), true));
  }

  @Test
  void whatARegistryKeepsIsForItsOperator() {
    String text = text(ScrubbedWorld.kept());
    assertTrue(text.contains("! not-healed app@sha256:"), text);
    assertTrue(text.contains("whoever operates us.example must delete it from its storage"), text);
    assertTrue(text.contains("2 healed, 0 left to heal after this run."), text);
    ImmutableList<NextStep> steps = NextSteps.of(ReportModel.of(ScrubbedWorld.kept()));
    NextStep operator = Iterables.getLast(steps);
    assertEquals("Have the registry's operator delete the wrong data (1)", operator.title());
    assertEquals("not-healed", operator.lines());
    assertEquals(
        "scripts/reinstate scrub --thin-manifest-dir=k8s.gcr.io --include=us.example/prod/app",
        operator.command());
  }

  @Test
  void aStaleProofAsksForARunWithoutABudget() {
    String text = text(ScrubbedWorld.stale());
    assertTrue(text.contains("! stale-proof: 3 of 5 images were never proven"), text);
    assertTrue(
        text.endsWith(
            "→ Prove the images again (1): scripts/reinstate scrub"
                + " --thin-manifest-dir=k8s.gcr.io\n"),
        text);
  }

  @Test
  void aPictureShowsTheImagesThatDamageBreaks() {
    assertEquals(
        ImmutableMultiset.<ImageCondition>builder()
            .addCopies(ImageCondition.FINE, 1)
            .addCopies(ImageCondition.HEALED, 4)
            .build(),
        conditions(ScrubbedWorld.dry()));
    assertEquals(
        ImmutableMultiset.<ImageCondition>builder()
            .addCopies(ImageCondition.FINE, 1)
            .addCopies(ImageCondition.HEALED, 3)
            .addCopies(ImageCondition.NOT_DONE, 1)
            .build(),
        conditions(ScrubbedWorld.kept()));
    assertEquals("damaged", ImageCondition.HEALED.words(/* wrote= */ false));
    assertEquals("healed", ImageCondition.HEALED.words(/* wrote= */ true));
  }

  @Test
  void phasesAreAScrubs() {
    assertEquals(
        ImmutableList.of(
            new Phase("load", ""),
            new Phase("scrub", ""),
            new Phase("plan", ""),
            new Phase("gate", ""),
            new Phase("apply", "1 × action not done"),
            new Phase("verify", "1 × not-healed"),
            new Phase("proof", "")),
        Phase.of(ReportModel.of(ScrubbedWorld.kept())));
    assertEquals(
        new Phase("proof", "1 × stale proof"),
        Iterables.getLast(Phase.of(ReportModel.of(ScrubbedWorld.stale()))));
  }

  @Test
  void theLineOnWholenessIsInEveryForm() throws IOException {
    ReportModel model = ReportModel.of(ScrubbedWorld.dry());
    String line = "41,033 of 41,033 images proven, the oldest 2 d 4 h ago";
    assertTrue(written(out -> JsonReport.writePlan(model, out)).contains("\"whole\" : \"" + line));
    assertTrue(written(out -> MetadataReport.write(model, out)).contains("\"whole\" : \"" + line));
    assertTrue(
        written(out -> JunitReport.write(model, out))
            .contains("<property name=\"whole\" value=\"" + line + "\"/>"));
    assertTrue(written(out -> HtmlReport.write(model, out)).contains("[\"Whole\",\"" + line));
  }

  @Test
  void aReconciliationThatProvedNothingSaysNothingOfScrubs() throws IOException {
    ReportModel model = ReportModel.of(Incident.dry(36));
    String plan = written(out -> JsonReport.writePlan(model, out));
    for (String word : ImmutableList.of("whole", "job", "blob", "Damaged", "Healed", "Proof")) {
      assertFalse(plan.contains(word), plan);
    }
    assertFalse(Summary.of(model.result().plan()).containsKey("restore-blob"));
    assertFalse(written(out -> JunitReport.write(model, out)).contains("propert"));
  }

  private static ImmutableMultiset<ImageCondition> conditions(RunReport report) {
    return Iterables.getOnlyElement(ReportModel.of(report).destinations().images().values());
  }

  private static String text(RunReport report) {
    StringWriter text = new StringWriter();
    new TextReport(new PrintWriter(text), Palette.PLAIN, /* unfolded= */ false)
        .print(ReportModel.of(report));
    return text.toString();
  }

  private interface Form {
    void writeTo(ByteArrayOutputStream out) throws IOException;
  }

  private static String written(Form form) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    form.writeTo(out);
    return out.toString(UTF_8);
  }
}
