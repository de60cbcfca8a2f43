package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.report.Incident;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.ScrubbedWorld;
import dev.reinstate.report.form.Artifacts;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards of a scrub, put together: damage that can be healed is no success. */
final class MergedScrubTest {

  @TempDir private Path directory;

  @Test
  void endAsTheScrubDid() throws IOException {
    Run dry = merge(ScrubbedWorld.dry()).endsWith(ExitCode.DRIFT);
    assertTrue(dry.out().contains("3 to heal; nothing was written."), dry.out());
    merge(ScrubbedWorld.kept()).endsWith(ExitCode.PARTIAL);
    Run whole = merge(ScrubbedWorld.whole()).endsWith(ExitCode.DONE);
    assertTrue(whole.out().endsWith("Nothing to heal.\n"), whole.out());
  }

  @Test
  void aReconciliationsDryRunEndsAsBefore() throws IOException {
    merge(Incident.harmless(36)).endsWith(ExitCode.DONE);
  }

  private Run merge(RunReport report) throws IOException {
    Artifacts.write(ReportModel.of(report), directory, Optional.empty());
    try (World world = new World(directory, EmbeddedRegistryOptions.defaults())) {
      return world.run("report", "merge", directory.resolve("result.json").toString());
    }
  }
}
