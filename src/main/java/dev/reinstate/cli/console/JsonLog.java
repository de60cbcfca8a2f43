package dev.reinstate.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.json.Json;
import java.io.PrintStream;
import java.time.InstantSource;

/**
 * For Cloud Logging: a JSON object a line, with the fields of
 * https://cloud.google.com/logging/docs/structured-logging#structured_logging_special_fields.
 */
public final class JsonLog implements Log {

  private final PrintStream err;
  private final InstantSource clock;
  private final ImmutableMap<String, String> labels;
  private final PrintStream stream;

  public JsonLog(PrintStream err, InstantSource clock, ImmutableMap<String, String> labels) {
    this.err = err;
    this.clock = clock;
    this.labels = labels;
    this.stream =
        new PrintStream(
            new LineStream(line -> say(Severity.INFO, line)), /* autoFlush= */ true, UTF_8);
  }

  @Override
  public PrintStream stream() {
    return stream;
  }

  @Override
  public void say(Severity severity, String message) {
    err.println(json(severity, message));
  }

  private String json(Severity severity, String message) {
    return Json.object(
        json -> {
          json.writeStringField("severity", severity.name());
          json.writeStringField("message", message);
          json.writeStringField("time", clock.instant().toString());
          Json.writeObject(
              json, "logging.googleapis.com/labels", each -> Json.writeAll(each, labels));
        });
  }
}
