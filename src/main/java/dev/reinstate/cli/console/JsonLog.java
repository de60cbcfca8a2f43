package dev.reinstate.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;

/**
 * For Cloud Logging: a JSON object a line, with the fields of
 * https://cloud.google.com/logging/docs/structured-logging#structured_logging_special_fields.
 */
public final class JsonLog implements Log {

  private static final JsonFactory FACTORY = new JsonFactory();

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
    StringWriter line = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("severity", severity.name());
      json.writeStringField("message", message);
      json.writeStringField("time", clock.instant().toString());
      json.writeObjectFieldStart("logging.googleapis.com/labels");
      for (Map.Entry<String, String> label : labels.entrySet()) {
        json.writeStringField(label.getKey(), label.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString();
  }
}
