package dev.reinstate.bench;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Many events come to the auditor at once; each must be judged, and judged once. */
final class AuditWorkload implements Workload {

  private static final String VERIFIED = "TRANSACTION VERIFIED";

  @Override
  public String toString() {
    return "audit";
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    ImmutableList<Path> directories = Manifests.prepare(setting);
    DesiredState desired = Universe.load(directories);
    int count = setting.size().of(100_000, 200);
    PushLoad load = new PushLoad(events(desired), count);
    Command audit =
        setting
            .reinstate()
            .with(
                Stream.concat(
                        Stream.of("audit", "--port=0"),
                        directories.stream().map(each -> "--thin-manifest-dir=" + each))
                    .collect(ImmutableList.toImmutableList()));
    Contender auditor =
        new Contender(
            "reinstate audit",
            setting.reinstate(),
            registries -> audit,
            (run, registries) -> requireJudgedOnce(run, count),
            Contender.Probe.NONE,
            load);
    return new AuditScene(
        "%,d events to the auditor over %,d edges, pushed as fast as it takes them"
            .formatted(count, Universe.edges(desired)),
        auditor,
        load);
  }

  /**
   * Each tag is pushed, as https://cloud.google.com/artifact-registry/docs/configure-notifications
   * says.
   */
  private static ImmutableList<String> events(DesiredState desired) {
    ImmutableList.Builder<String> events = ImmutableList.builder();
    desired
        .repositories()
        .forEach(
            (repository, wanted) ->
                wanted
                    .images()
                    .digestByTag()
                    .forEach((tag, digest) -> events.add(event(repository, tag, digest))));
    return events.build();
  }

  private static String event(Repository repository, String tag, DescriptorDigest digest) {
    return "{\"action\":\"INSERT\",\"digest\":\"%s@%s\",\"tag\":\"%s:%s\"}"
        .formatted(repository, digest, repository, tag);
  }

  private static void requireJudgedOnce(Finished run, int count)
      throws IOException, WrongResultException {
    if (run.exit() != 0) {
      throw new WrongResultException(run.complaint());
    }
    long lines = run.lines().filter(line -> line.contains(VERIFIED)).count();
    long messages = run.lines().map(AuditWorkload::messageId).distinct().count();
    if (lines != count || messages != count) {
      throw new WrongResultException(
          "%,d events verified, %,d messages, instead of %,d".formatted(lines, messages, count));
    }
  }

  private static String messageId(String line) {
    String field = "\"logging.googleapis.com/insertId\":\"";
    int start = line.indexOf(field) + field.length();
    return line.substring(start, line.indexOf('"', start));
  }
}
