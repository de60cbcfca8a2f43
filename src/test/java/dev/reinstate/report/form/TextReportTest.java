package dev.reinstate.report.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.report.Incident;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a reader of the console sees. */
final class TextReportTest {

  /**
   * What Prow's build log highlights by default:
   * https://github.com/kubernetes-sigs/prow/blob/main/pkg/spyglass/lenses/buildlog/lens.go
   */
  private static final ImmutableList<Pattern> HIGHLIGHTED =
      Stream.of(
              "(Error|ERROR|error)s?:",
              "(FAIL|FAILED|Failure \\[)\\b",
              "panic\\b",
              "fatal error",
              "[Tt]imed out",
              "\\[(0;)?31m",
              "Expected.+got")
          .map(Pattern::compile)
          .collect(ImmutableList.toImmutableList());

  private static final String ESCAPE = "\u001b";

  @Test
  void destinationsWithTheSameToSayShareOneSection() {
    String text = text(Incident.dry(36), Palette.PLAIN);
    assertTrue(text.contains("asia.gcr.io/k8s-artifacts-prod: lost 1, tag-conflict 1"), text);
    assertTrue(
        text.contains("the same in eu.gcr.io/k8s-artifacts-prod, us.gcr.io/k8s-artifacts-prod"),
        text);
    assertEquals(1, text.lines().filter(line -> line.contains("! lost")).count(), text);
  }

  @Test
  void linesBeginAsInADiffAndWhatNeedsAHumanComesFirst() {
    ImmutableList<String> marks =
        text(Incident.dry(36), Palette.PLAIN)
            .lines()
            .filter(line -> line.matches("  [!~+·] .*"))
            .map(line -> line.substring(2, 3))
            .distinct()
            .collect(ImmutableList.toImmutableList());
    assertEquals(ImmutableList.of("!", "~", "+", "·"), marks);
  }

  @Test
  void longListsAreFoldedUnlessAskedFor() {
    String folded = text(Incident.dry(3600), Palette.PLAIN);
    assertTrue(folded.contains(" more (-v shows all)"), folded);
    assertTrue(folded.lines().count() < 100);
    StringWriter all = new StringWriter();
    new TextReport(new PrintWriter(all), Palette.PLAIN, /* unfolded= */ true)
        .print(ReportModel.of(Incident.dry(3600)));
    assertTrue(all.toString().lines().count() > 1000);
  }

  @Test
  void whatIsSaidOfManyRepositoriesAlikeIsSaidOnce() {
    ImmutableList<String> folded = unreadable(/* unfolded= */ false);
    assertEquals(1, folded.size(), folded::toString);
    long all =
        Incident.dry(3600).result().plan().findings().stream()
            .filter(finding -> finding.kind() == FindingKind.UNREADABLE)
            .count();
    String line = folded.getFirst();
    assertTrue(line.startsWith("! unreadable ") && line.contains(" and " + (all - 1) + " more: "));
    assertTrue(
        unreadable(/* unfolded= */ true).size() > 1, "each by itself where all are asked for");
  }

  private static ImmutableList<String> unreadable(boolean unfolded) {
    StringWriter text = new StringWriter();
    new TextReport(new PrintWriter(text), Palette.PLAIN, unfolded)
        .print(ReportModel.of(Incident.dry(3600)));
    return text.toString()
        .lines()
        .filter(line -> line.contains("! unreadable"))
        .collect(ImmutableList.toImmutableList());
  }

  @Test
  void isColouredOnlyWhenAsked() {
    assertFalse(text(Incident.dry(36), Palette.PLAIN).contains(ESCAPE));
    assertTrue(text(Incident.dry(36), Palette.COLOURED).contains(ESCAPE + "[31m! lost"));
  }

  @Test
  void textOfStrangersCannotSteerTheTerminal() {
    String text = text(Incident.dry(36), Palette.PLAIN);
    assertTrue(text.contains("onerror"), text);
    assertFalse(text.contains("\u0007"));
    assertFalse(text.contains("\u202e"));
  }

  @Test
  void endsWithACommandToPaste() {
    assertTrue(
        text(Incident.harmless(36), Palette.PLAIN)
            .endsWith(
                "→ Apply the plan: scripts/reinstate --thin-manifest-dir=k8s.gcr.io"
                    + " --snapshot=gs://backup/prod --confirm\n"));
  }

  @Test
  void prowHighlightsNothingWhereNothingFailed() {
    Stream.concat(
            text(Incident.harmless(3600), Palette.PLAIN).lines(),
            Arrays.stream(ActionReason.values()).map(ActionReason::text))
        .forEach(
            line ->
                HIGHLIGHTED.forEach(
                    pattern ->
                        assertFalse(pattern.matcher(line).find(), () -> pattern + ": " + line)));
  }

  private static String text(RunReport report, Palette palette) {
    StringWriter text = new StringWriter();
    new TextReport(new PrintWriter(text), palette, /* unfolded= */ false)
        .print(ReportModel.of(report));
    return text.toString();
  }
}
