package dev.reinstate.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.reinstate.audit.rules.Verdict;
import dev.reinstate.json.Json;
import dev.reinstate.text.Printable;
import java.io.IOException;
import java.util.Map;

/**
 * Writes verdicts for Cloud Logging, with the fields of
 * https://cloud.google.com/logging/docs/structured-logging#structured_logging_special_fields.
 */
public final class AuditLine {

  /** An entry may hold 256 KB: https://cloud.google.com/logging/quotas. */
  private static final int MOST_CHARACTERS = 16_384;

  private static final int MOST_NAME_CHARACTERS = 500;

  private static final int ASCII = 127;

  private final String testcase;

  /**
   * @param testcase the identifier that leads every message: {@code CIP_AUDIT_TESTCASE_UUID}, or a
   *     random one
   */
  public AuditLine(String testcase) {
    this.testcase = testcase;
  }

  /**
   * Exactly one JSON object, without a line break; plain ASCII, so that no reader of lines takes
   * anything for the end of one.
   */
  public String of(AuditRecord judged) {
    return Json.object(json -> write(json.setHighestNonEscapedChar(ASCII), judged));
  }

  private void write(JsonGenerator json, AuditRecord judged) throws IOException {
    json.writeStringField("severity", severity(judged));
    text(json, "message", "(" + testcase + ") " + phrase(judged), MOST_CHARACTERS);
    // Entries of the same time and insertId are one, so that a message judged again after a crash
    // is shown once: https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry, insertId.
    json.writeStringField("time", judged.delivery().published().toString());
    text(
        json,
        "logging.googleapis.com/insertId",
        judged.delivery().messageId(),
        MOST_NAME_CHARACTERS);
    json.writeObjectFieldStart("logging.googleapis.com/labels");
    for (Map.Entry<String, String> label : judged.labels().entrySet()) {
      text(json, label.getKey(), label.getValue(), MOST_NAME_CHARACTERS);
    }
    json.writeEndObject();
    if (judged.delivery().trace().isPresent()) {
      text(
          json,
          "logging.googleapis.com/trace",
          judged.delivery().trace().get(),
          MOST_NAME_CHARACTERS);
    }
    if (judged.remedy().isPresent()) {
      text(json, "cure", judged.remedy().get().text(), MOST_CHARACTERS);
    }
    if (judged.repeat() > 0) {
      json.writeNumberField("repeat", judged.repeat());
    }
    if (isAlarm(judged)) {
      report(json);
    }
  }

  /** The verdict in the old auditor's words, which filters and alerts look for. */
  private static String phrase(AuditRecord judged) {
    String why = judged.verdict().why();
    return switch (judged.verdict()) {
      case Verdict.Verified ignored -> "TRANSACTION VERIFIED: " + judged.payload() + ": " + why;
      case Verdict.Noted ignored -> "TRANSACTION NOTED: " + judged.payload() + ": " + why;
      case Verdict.Rejected rejected ->
          "TRANSACTION REJECTED: "
              + switch (rejected.reason()) {
                case UNPARSABLE -> why;
                case DELETION ->
                    "validation failure: "
                        + judged.payload()
                        + ": deletions are prohibited: "
                        + why;
                case UNKNOWN_IMAGE, UNKNOWN_TAG, TAG_MOVED ->
                    judged.payload() + ": could not validate: " + why;
              };
    };
  }

  private static void text(JsonGenerator json, String field, String value, int most)
      throws IOException {
    json.writeStringField(field, Printable.line(value, most));
  }

  private static String severity(AuditRecord judged) {
    return switch (judged.verdict()) {
      case Verdict.Verified ignored -> "INFO";
      case Verdict.Noted ignored -> "NOTICE";
      case Verdict.Rejected ignored -> isAlarm(judged) ? "ERROR" : "WARNING";
    };
  }

  private static boolean isAlarm(AuditRecord judged) {
    return judged.verdict() instanceof Verdict.Rejected && judged.repeat() == 0;
  }

  /**
   * Makes Error Reporting take the entry, which has no stack trace.
   *
   * <p>Source: https://cloud.google.com/error-reporting/docs/formatting-error-messages.
   */
  private static void report(JsonGenerator json) throws IOException {
    json.writeStringField(
        "@type",
        "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent");
    json.writeObjectFieldStart("serviceContext");
    json.writeStringField("service", "cip-auditor");
    json.writeEndObject();
  }
}
