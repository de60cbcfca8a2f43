package dev.reinstate.report.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.report.Incident;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.ScrubbedWorld;
import dev.reinstate.report.form.Artifacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Results that are read back. */
final class ResultFileTest {

  @TempDir private Path directory;

  static Stream<RunReport> runs() {
    return Stream.of(
        Incident.confirmed(360),
        Incident.dry(36),
        Incident.harmless(36),
        ScrubbedWorld.dry(),
        ScrubbedWorld.kept(),
        ScrubbedWorld.stale());
  }

  @ParameterizedTest
  @MethodSource("runs")
  void sayTheSameInEveryForm(RunReport run) throws IOException {
    Path original = directory.resolve("original");
    Path again = directory.resolve("again");
    Artifacts.write(ReportModel.of(run), original, Optional.empty());
    ResultFile read = ResultFile.read(original.resolve("result.json"));
    Artifacts.write(MergedResults.of(ImmutableList.of(read)), again, Optional.empty());
    for (String name :
        ImmutableList.of(
            "plan.json", "result.json", "junit_reinstate.xml", "metadata.json", "report.html")) {
      assertEquals(
          Files.readString(original.resolve(name)), Files.readString(again.resolve(name)), name);
    }
  }

  @Test
  void thePlanOfADryRunIsEnoughAndThatOfAConfirmedOneIsNot() throws IOException {
    Artifacts.write(ReportModel.of(Incident.dry(36)), directory, Optional.empty());
    ResultFile.read(directory.resolve("plan.json"));
    Artifacts.write(ReportModel.of(Incident.confirmed(36)), directory, Optional.empty());
    assertRefused("it does not say what became of the plan", directory.resolve("plan.json"));
  }

  @Test
  void aScrubAndAReconciliationAreNoPartsOfOneRun() throws IOException {
    ResultFile scrub = written(ScrubbedWorld.dry(), "scrub");
    ResultFile reconciled = written(Incident.dry(36), "reconciled");
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> MergedResults.of(ImmutableList.of(scrub, reconciled)));
    assertTrue(refused.getMessage().contains("is of a scrub, "), refused.getMessage());
  }

  @Test
  void shardsOfAScrubSayOnceWhatTheyAgreeOn() throws IOException {
    ReportModel merged = merged(ScrubbedWorld.shard(0), ScrubbedWorld.shard(1));
    assertEquals(
        Optional.of("whole: 41,033 of 41,033 images proven, the oldest 2 d 4 h ago"),
        merged.report().wholeness());
    assertEquals("Nothing to heal.", merged.verdict().text());
  }

  @Test
  void whatShardsSaidAtDifferentTimesIsToldApart() throws IOException {
    RunReport later = ScrubbedWorld.shard(1);
    RunReport other =
        new RunReport(
            later.result(),
            later.traffic(),
            later.createdAt(),
            later.arguments(),
            later.rewrites(),
            later.job(),
            Optional.of("whole: 7 of 8 images proven"));
    assertEquals(
        Optional.of(
            "whole: shard 0/2: 41,033 of 41,033 images proven, the oldest 2 d 4 h ago; shard 1/2: 7"
                + " of 8 images proven"),
        merged(ScrubbedWorld.shard(0), other).report().wholeness());
  }

  private ReportModel merged(RunReport one, RunReport two) throws IOException {
    return MergedResults.of(ImmutableList.of(written(one, "one"), written(two, "two")));
  }

  @Test
  void whatIsReadBackOfAScrubIsThePlan() throws IOException {
    ResultFile read = written(ScrubbedWorld.kept(), "kept");
    assertEquals(ScrubbedWorld.kept().result().plan(), read.result().plan());
    assertEquals(ScrubbedWorld.kept().wholeness(), read.report().wholeness());
  }

  private ResultFile written(RunReport run, String name) throws IOException {
    Artifacts.write(ReportModel.of(run), directory.resolve(name), Optional.empty());
    return ResultFile.read(directory.resolve(name).resolve("result.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\" : 1 | \"version\" : 2 | its version is '2'",
        "\"version\" : 1 | \"vision\" : 1 | its version is ''",
        "\"mode\" : \"dry-run\" | \"mode\" : \"wet-run\" | WET_RUN",
        "\"stopped\" : false | \"stopped\" : \"no\" | its 'stopped' is neither true nor false: \"no\"",
        "\"restore-image\" | \"restart-image\" | unknown action 'restart-image'",
        "\"lost\" | \"found\" | unknown finding 'found'",
        "the registry does not have it | it is Monday | unknown reason",
        "sha256: | sha257: | invalid digest",
        "\"destinations\" | \"destination\" | there are no destinations",
        "\"status\" : \"done\" | \"status\" : \"perhaps\" | unknown status 'perhaps'",
        "2026-11-23T03:07:00Z | tonight | 'tonight' is no time",
        "\"detail\" | \"details\" | no text 'detail' in ",
      })
  void whatIsSomethingElseIsRefused(String what, String instead, String because)
      throws IOException {
    Artifacts.write(ReportModel.of(Incident.dry(36)), directory, Optional.empty());
    Path file = directory.resolve("result.json");
    String text = Files.readString(file);
    assertTrue(text.contains(what), text);
    Files.writeString(file, text.replace(what, instead));
    assertRefused(because, file);
  }

  private static void assertRefused(String because, Path file) {
    IOException refused = assertThrows(IOException.class, () -> ResultFile.read(file));
    assertTrue(refused.getMessage().contains(because), refused.getMessage());
  }
}
