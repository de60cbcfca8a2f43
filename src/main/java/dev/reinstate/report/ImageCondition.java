package dev.reinstate.report;

import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.FindingKind;
import java.util.Locale;

/** What a picture shows of an image, the best first; an image with several has the worst. */
public enum ImageCondition {
  FINE("fine", "fine"),
  ADDED("tag added", "tag to add"),
  MOVED("tag moved back", "tag to move back"),
  RESTORED("restored", "to restore"),
  HEALED("healed", "damaged"),
  UNDECIDED("needs a decision", "needs a decision"),
  NOT_DONE("not done", "not done"),
  LOST("lost", "lost"),
  UNREADABLE("unreadable", "unreadable");

  private final String past;
  private final String future;

  ImageCondition(String past, String future) {
    this.past = past;
    this.future = future;
  }

  /**
   * The words for it.
   *
   * @param wrote whether the run wrote; else what it would do is still to come
   */
  public String words(boolean wrote) {
    return wrote ? past : future;
  }

  /** The word for it in styles. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What a line makes of the image it is about; {@link #FINE} when it only informs. */
  static ImageCondition of(ReportLine entry) {
    return switch (entry) {
      case ReportLine.Deed deed ->
          switch (deed.progress()) {
            case TO_DO, DONE -> of(deed.action());
            case TAGS_LEFT -> UNDECIDED;
            case SKIPPED, FAILED, UNVERIFIED -> NOT_DONE;
          };
      case ReportLine.Found found -> of(found.finding().kind());
    };
  }

  private static ImageCondition of(Action action) {
    return switch (action) {
      case Action.RestoreBlob ignored -> HEALED;
      case Action.RestoreImage image ->
          image.reason() == ActionReason.MANIFEST_DAMAGED ? HEALED : RESTORED;
      case Action.AddTag ignored -> ADDED;
      case Action.MoveTag ignored -> MOVED;
    };
  }

  private static ImageCondition of(FindingKind kind) {
    return switch (kind) {
      case LOST -> LOST;
      case UNREADABLE -> UNREADABLE;
      case NOT_HEALED -> NOT_DONE;
      case MANIFEST_MISSING, MANIFEST_DAMAGED, CHILD_MISSING, BLOB_MISSING, BLOB_DAMAGED -> HEALED;
      case TAG_MOVE_REQUESTED, REMOVAL_REQUESTED, TAG_CONFLICT, INVALID, STALE_PROOF -> UNDECIDED;
      case SIGNATURE_INVALID, UNTRUSTED, UNSIGNED, UNATTESTED -> UNDECIDED;
      case UNMANAGED_TAG_MOVED, UNMANAGED_MISSING, RETIRED, EXTRA -> FINE;
    };
  }
}
