package dev.reinstate.audit;

/** Writes verdicts for Cloud Logging. */
public final class AuditLine {

  private final String testcase;

  /**
   * @param testcase the identifier that leads every message: {@code CIP_AUDIT_TESTCASE_UUID}, or a
   *     random one
   */
  public AuditLine(String testcase) {
    this.testcase = testcase;
  }

  /** Exactly one JSON object, without a line break. */
  public String of(Judged judged) {
    return "{\"message\":\"(%s) %s\"}".formatted(testcase, judged.payload());
  }
}
