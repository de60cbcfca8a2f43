package dev.reinstate.apply.restore;

import com.google.common.util.concurrent.Striped;
import dev.reinstate.apply.ActionWriter;
import dev.reinstate.apply.KnownState;
import dev.reinstate.apply.Outcome;
import dev.reinstate.inventory.ContentProbe;
import dev.reinstate.inventory.Probed;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import java.util.concurrent.locks.Lock;

/**
 * Believes no registry that it is whole again: what another writer puts is looked at before and
 * after. A registry may answer 201 and keep the bytes that it has.
 */
public final class HealingWriter implements ActionWriter {

  /** More than actions are under way at once, so that few wait for another's blob. */
  private static final int LOCKS = 1024;

  private final ActionWriter plain;
  private final ContentProbe probe;
  private final boolean byBytes;

  /** A blob that one repository gets may heal all of its host. */
  private final Striped<Lock> oneAtATime = Striped.lock(LOCKS);

  /**
   * @param byBytes whether a blob that was missing is read again; else it is only looked for
   */
  public HealingWriter(ActionWriter plain, ContentProbe probe, boolean byBytes) {
    this.plain = plain;
    this.probe = probe;
    this.byBytes = byBytes;
  }

  @Override
  public Outcome write(Action action, KnownState known) {
    return switch (action) {
      case Action.RestoreBlob blob -> alone(blob, known);
      case Action.RestoreImage image -> restore(image, known);
      case Action.AddTag tag -> plain.write(tag, known);
      case Action.MoveTag tag -> plain.write(tag, known);
    };
  }

  private Outcome alone(Action.RestoreBlob action, KnownState known) {
    Lock lock = oneAtATime.get(action.repository().host() + action.blob().digest());
    lock.lock();
    try {
      return heal(action, known);
    } finally {
      lock.unlock();
    }
  }

  private Outcome heal(Action.RestoreBlob action, KnownState known) {
    if (look(action) instanceof Probed.Whole<?>) {
      return new Outcome.Done(action, "it was whole when it was looked at again");
    }
    Outcome outcome = plain.write(action, known);
    if (!outcome.wrote()) {
      return outcome;
    }
    Probed<?> seen = look(action);
    if (action.reason() == ActionReason.BLOB_MISSING && isWrong(seen)) {
      Action.RestoreBlob bytes = becauseDamaged(action);
      switch (plain.write(bytes, known)) {
        case Outcome.Failed failed -> {
          return new Outcome.Failed(action, failed.detail());
        }
        case Outcome.Skipped skipped -> {
          return new Outcome.Skipped(action, skipped.detail());
        }
        case Outcome.Done ignored -> seen = look(bytes);
        case Outcome.TagsLeft ignored -> seen = look(bytes);
      }
    }
    return judge(outcome, seen, "blob");
  }

  /** For this the bytes are sent, and read again. */
  private static Action.RestoreBlob becauseDamaged(Action.RestoreBlob action) {
    return new Action.RestoreBlob(
        action.repository(), action.blob(), ActionReason.BLOB_DAMAGED, action.sources());
  }

  private Outcome restore(Action.RestoreImage action, KnownState known) {
    Outcome outcome = plain.write(action, known);
    return outcome.wrote()
        ? judge(outcome, probe.manifest(action.repository(), action.digest()), "manifest")
        : outcome;
  }

  private Probed<?> look(Action.RestoreBlob action) {
    return byBytes || action.reason() == ActionReason.BLOB_DAMAGED
        ? probe.bytes(action.repository(), action.blob())
        : probe.present(action.repository(), action.blob());
  }

  private static boolean isWrong(Probed<?> seen) {
    return switch (seen) {
      case Probed.Missing<?> ignored -> true;
      case Probed.Damaged<?> ignored -> true;
      case Probed.Whole<?> ignored -> false;
      case Probed.Unreadable<?> ignored -> false;
    };
  }

  private static Outcome judge(Outcome outcome, Probed<?> seen, String what) {
    return switch (seen) {
      case Probed.Whole<?> ignored -> outcome;
      case Probed.Missing<?> missing ->
          notHealed(outcome.action(), what, "does not give it: " + missing.seen());
      case Probed.Damaged<?> damaged ->
          notHealed(
              outcome.action(),
              what,
              "gives " + damaged.seen() + " where " + damaged.expected() + " is expected");
      case Probed.Unreadable<?> unreadable ->
          new Outcome.Failed(
              outcome.action(),
              "it was put, but could not be read again: " + unreadable.reason() + "; run again");
    };
  }

  private static Outcome notHealed(Action action, String what, String still) {
    return new Outcome.Failed(
        action,
        "%s accepted the %s and still %s; its operator must delete the %s's data in the registry's storage, then run again"
            .formatted(action.repository().host(), what, still, what));
  }
}
