package dev.reinstate.audit;

import dev.reinstate.audit.rules.Verdict;
import dev.reinstate.audit.rules.Verdict.Rejected;

/** Verdicts in the old auditor's words, which filters and alerts look for. */
final class Phrases {

  private Phrases() {}

  static String of(AuditRecord judged) {
    String why = judged.verdict().why();
    return switch (judged.verdict()) {
      case Verdict.Verified ignored -> "TRANSACTION VERIFIED: " + judged.payload() + ": " + why;
      case Verdict.Noted ignored -> "TRANSACTION NOTED: " + judged.payload() + ": " + why;
      case Rejected rejected ->
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
}
