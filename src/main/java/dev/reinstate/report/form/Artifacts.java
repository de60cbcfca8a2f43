package dev.reinstate.report.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.report.Job;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private Artifacts() {}

  /**
   * Writes all files; each is whole or not there, one of an earlier run is replaced. One that
   * cannot be written keeps none of the others from it.
   *
   * @param directory made when it is not there
   * @param url where the directory's files can be reached, for a link to the page
   */
  public static void write(ReportModel model, Path directory, Optional<URI> url)
      throws IOException {
    ImmutableMap.Builder<String, Content> files = ImmutableMap.builder();
    // What says the most in the least time first: a run may be killed here.
    files.put("metadata.json", out -> MetadataReport.write(model, out));
    files.put("result.json", out -> JsonReport.writeResult(model, out));
    files.put("junit_reinstate.xml", out -> JunitReport.write(model, out));
    files.put("plan.json", out -> JsonReport.writePlan(model, out));
    files.put("report.html", out -> HtmlReport.write(model, out));
    for (FindingKind kind : List.of(FindingKind.UNSIGNED, FindingKind.UNATTESTED)) {
      byte[] images = images(model, kind);
      if (images.length > 0 || wasAskedForSignatures(model.report())) {
        files.put(kind.word() + ".txt", out -> out.write(images));
      }
    }
    url.ifPresent(
        link -> files.put("report.link.txt", out -> out.write(inside(link, "report.html"))));
    write(directory, files.buildOrThrow());
  }

  private static boolean wasAskedForSignatures(RunReport report) {
    return report.coverage().isPresent() || report.job() == Job.SIGNATURES;
  }

  /** One a line, as whoever signs them takes it; nothing where there is nothing to do. */
  private static byte[] images(ReportModel model, FindingKind kind) {
    StringBuilder lines = new StringBuilder();
    model.result().plan().findings().stream()
        .filter(finding -> finding.kind() == kind)
        .map(
            finding ->
                finding.repository().orElseThrow() + "@" + finding.digest().orElseThrow() + "\n")
        .distinct()
        .sorted()
        .forEach(lines::append);
    return lines.toString().getBytes(UTF_8);
  }

  private static byte[] inside(URI directory, String file) {
    String base = directory.toString();
    return ((base.endsWith("/") ? base : base + "/") + file).getBytes(UTF_8);
  }

  private static void write(Path directory, ImmutableMap<String, Content> files)
      throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IOException("cannot make directory " + directory + ": " + why(e), e);
    }
    List<String> failures = new ArrayList<>();
    for (Map.Entry<String, Content> file : files.entrySet()) {
      try {
        write(directory, file.getKey(), file.getValue());
      } catch (IOException e) {
        failures.add(e.getMessage());
      }
    }
    if (!failures.isEmpty()) {
      throw new IOException(String.join("\n", failures));
    }
  }

  /**
   * Writes a file beside where it belongs and renames it when it is whole.
   *
   * @throws IOException that names the file; nothing of it is left, and one of an earlier run stays
   */
  private static void write(Path directory, String name, Content content) throws IOException {
    Path file = directory.resolve(name);
    Path growing = directory.resolve("." + name + ".growing");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(growing))) {
        content.writeTo(out);
      }
      move(growing, file);
    } catch (IOException e) {
      remove(growing);
      throw new IOException("cannot write " + file + ": " + why(e), e);
    }
  }

  private static void move(Path growing, Path file) throws IOException {
    try {
      Files.move(growing, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      // Nobody waits for a report, who would see half of it.
      Files.move(growing, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void remove(Path growing) {
    try {
      Files.deleteIfExists(growing);
    } catch (IOException e) {
      // Why it could not be written is worth more; its name says that it is not whole.
    }
  }

  /** What it is about is named already; that is all that some of these messages say. */
  private static String why(IOException e) {
    return e instanceof FileSystemException failure
        ? Objects.requireNonNullElse(failure.getReason(), e.getClass().getSimpleName())
        : e.getMessage();
  }
}
