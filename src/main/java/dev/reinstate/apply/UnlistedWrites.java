package dev.reinstate.apply;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Plan;
import dev.reinstate.snapshot.journal.JournalEntry.Write;

/** What a plan writes although no manifest lists it: whatever the snapshot asks for. */
public final class UnlistedWrites {

  private UnlistedWrites() {}

  /** The images that the plan's actions put or give tags to, in the plan's order. */
  public static ImmutableListMultimap<Repository, Write> of(Plan plan) {
    ImmutableListMultimap.Builder<Repository, Write> writes = ImmutableListMultimap.builder();
    for (Action action : plan.actions()) {
      if (action.authority() == Authority.SNAPSHOT) {
        writes.put(action.repository(), write(action));
      }
    }
    return writes.build();
  }

  private static Write write(Action action) {
    return switch (action) {
      case Action.RestoreImage restore -> new Write(restore.digest(), restore.tags());
      case Action.RestoreBlob blob -> throw new IllegalArgumentException(blob.identity());
      case Action.AddTag add -> new Write(add.digest(), ImmutableSortedSet.of(add.tag()));
      case Action.MoveTag move -> new Write(move.to(), ImmutableSortedSet.of(move.tag()));
    };
  }
}
