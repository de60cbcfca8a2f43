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

/** What the {@code result.json} of a run says, or the {@code plan.json} of a dry one. */
public record ResultFile(Path path, RunReport report, Destinations destinations) {

  /**
   * Reads it whole.
   *
   * @throws IOException with a message for users when the file cannot be read or is something else
   */
  public static ResultFile read(Path path) throws IOException {
    JrsValue json;
    try {
      json = Json.read(Files.readAllBytes(path));
    } catch (JacksonException e) {
      throw new IOException(path + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IOException(path + " cannot be read: " + e, e);
    }
    try {
      ResultReader reader = new ResultReader(json);
      return new ResultFile(path, reader.report(), reader.destinations());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s is not a result.json of version %d, or plan.json of a dry run: %s"
              .formatted(path, PlanJson.VERSION, e.getMessage()),
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
