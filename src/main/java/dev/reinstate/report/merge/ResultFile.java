package dev.reinstate.report.merge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.jr.stree.JrsValue;
import dev.reinstate.json.Json;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.report.Destinations;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.form.PlanJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the {@code result.json} of a run says, or the {@code plan.json} of a dry one.
 *
 * @param location where it is, for humans
 * @param run what the results of all parts of the run are kept under; empty for a file
 */
public record ResultFile(
    String location, Optional<String> run, RunReport report, Destinations destinations) {

  /**
   * Reads it whole.
   *
   * @throws IOException with a message for users when the file cannot be read or is something else
   */
  public static ResultFile read(Path path) throws IOException {
    byte[] json;
    try {
      json = Files.readAllBytes(path);
    } catch (IOException e) {
      throw new IOException(path + " cannot be read: " + e, e);
    }
    return of(path.toString(), Optional.empty(), json);
  }

  /**
   * Understands what was read.
   *
   * @throws IOException with a message for users when it is something else
   */
  public static ResultFile of(String location, Optional<String> run, byte[] content)
      throws IOException {
    JrsValue json;
    try {
      json = Json.read(content);
    } catch (JacksonException e) {
      throw new IOException(location + " is not JSON: " + e.getOriginalMessage(), e);
    }
    try {
      ResultReader reader = new ResultReader(json);
      return new ResultFile(location, run, reader.report(), reader.destinations());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s is not a result.json of version %d, or plan.json of a dry run: %s"
              .formatted(location, PlanJson.VERSION, e.getMessage()),
          e);
    }
  }

  Result result() {
    return report.result();
  }

  /** Empty for a run that was not divided. */
  Optional<Shard> shard() {
    return result().inputs().shard();
  }
}
