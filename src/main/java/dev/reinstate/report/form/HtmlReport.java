package dev.reinstate.report.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import dev.reinstate.json.Json;
import dev.reinstate.report.ReportModel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.Base64;

/**
 * A run as one page that asks nothing of anybody. Data is embedded as JSON and reaches the page as
 * text only; its policy lets nothing but its own script run.
 */
final class HtmlReport {

  private static final Splitter PARTS = Splitter.onPattern("\\{\\{|\\}\\}");

  private HtmlReport() {}

  /** UTF-8; the stream is flushed and left open. */
  static void write(ReportModel model, OutputStream out) throws IOException {
    Writer page = new OutputStreamWriter(out, UTF_8);
    String script = resource("report.js");
    for (String part : PARTS.split(resource("report.html"))) {
      switch (part) {
        case "policy" -> page.write("'sha256-" + sha256(script) + "'");
        case "style" -> page.write(resource("report.css"));
        case "script" -> page.write(script);
        case "data" -> writeData(model, page);
        default -> page.write(part);
      }
    }
    page.flush();
  }

  private static void writeData(ReportModel model, Writer page) throws IOException {
    try (JsonGenerator json = Json.generator(page).setCharacterEscapes(new ScriptSafe())) {
      new PageData(json).write(model);
    }
  }

  private static String resource(String name) throws IOException {
    return Resources.toString(Resources.getResource(HtmlReport.class, name), UTF_8);
  }

  /** As https://www.w3.org/TR/CSP3/#grammardef-hash-source wants it. */
  private static String sha256(String text) {
    return Base64.getEncoder().encodeToString(Hashing.sha256().hashString(text, UTF_8).asBytes());
  }
}
