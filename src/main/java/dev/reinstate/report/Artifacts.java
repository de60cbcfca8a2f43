package dev.reinstate.report;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run leaves behind for Prow and for people, each form in its file.
 *
 * <p>The names are Prow's: {@code junit*.xml} is found by Spyglass and TestGrid, {@code
 * metadata.json} goes into {@code finished.json}, {@code *.link.txt} becomes a link on the job's
 * page. See https://github.com/kubernetes-sigs/prow/tree/main/pkg/spyglass/lenses and
 * https://github.com/kubernetes-sigs/prow/blob/main/pkg/sidecar/run.go.
 */
public final class Artifacts {

  private Artifacts() {}

  /**
   * Writes all files; each is whole or not there, one of an earlier run is replaced.
   *
   * @param directory made when it is not there
   * @param url where the directory's files can be reached, for a link to the page
   */
  public static void write(Account account, Path directory, Optional<URI> url) throws IOException {
    Files.createDirectories(directory);
    WholeFiles files = new WholeFiles(directory);
    files.write("plan.json", out -> JsonReport.writePlan(account, out));
    files.write("result.json", out -> JsonReport.writeResult(account, out));
    files.write("junit_reinstate.xml", out -> JunitReport.write(account, out));
    files.write("metadata.json", out -> MetadataReport.write(account, out));
    files.write("report.html", out -> HtmlReport.write(account, out));
    if (url.isPresent()) {
      byte[] link = LinkFile.content(url.get(), "report.html");
      files.write("report.link.txt", out -> out.write(link));
    }
  }
}
