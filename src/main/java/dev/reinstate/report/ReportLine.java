package dev.reinstate.report;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import java.util.Optional;

/** One line of a report. */
public sealed interface ReportLine {

  /**
   * An action with what became of it.
   *
   * @param note what the outcome has to add; empty when nothing
   */
  record Deed(Action action, Progress progress, String note) implements ReportLine {}

  /** A finding. */
  record Found(Finding finding) implements ReportLine {}

  /** The word for it in plans: an action's or a finding's. */
  default String kind() {
    return switch (this) {
      case Deed deed -> deed.action.kind();
      case Found found -> found.finding.kind().word();
    };
  }

  /** Empty when it is not about one repository. */
  default Optional<Repository> repository() {
    return switch (this) {
      case Deed deed -> Optional.of(deed.action.repository());
      case Found found -> found.finding.repository();
    };
  }

  /** The image it is about, or that its tags are to show; empty when it is not about one. */
  default Optional<DescriptorDigest> image() {
    return switch (this) {
      case Deed deed ->
          Optional.of(
              switch (deed.action) {
                case Action.RestoreImage restore -> restore.digest();
                case Action.RestoreBlob blob -> blob.blob().digest();
                case Action.AddTag add -> add.digest();
                case Action.MoveTag move -> move.to();
              });
      case Found found -> found.finding.digest();
    };
  }

  /** The tags it is about, which may be none. */
  default ImmutableSortedSet<String> tags() {
    return switch (this) {
      case Deed deed ->
          switch (deed.action) {
            case Action.RestoreImage restore -> restore.tags();
            case Action.RestoreBlob ignored -> ImmutableSortedSet.of();
            case Action.AddTag add -> ImmutableSortedSet.of(add.tag());
            case Action.MoveTag move -> ImmutableSortedSet.of(move.tag());
          };
      case Found found -> found.finding.tags();
    };
  }

  /** Whether somebody has to look at it before all is well. */
  default boolean needsHuman() {
    return switch (this) {
      case Deed deed -> deed.progress.needsHuman();
      case Found found -> found.finding.kind().needsHuman();
    };
  }

  /** How far an action has come. */
  enum Progress {
    /** Nothing was tried: a dry run, or a plan the gate held back. */
    TO_DO("to do", false),
    DONE("done", false),
    SKIPPED("left alone", true),
    /** The image is back; tags of it were left alone. */
    TAGS_LEFT("tags left alone", true),
    FAILED("failed", true),
    /** The registry took it, and another look says that it is still to do. */
    UNVERIFIED("not verified", true);

    private final String words;
    private final boolean needsHuman;

    Progress(String words, boolean needsHuman) {
      this.words = words;
      this.needsHuman = needsHuman;
    }

    public String words() {
      return words;
    }

    boolean needsHuman() {
      return needsHuman;
    }
  }
}
