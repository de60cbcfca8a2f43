package dev.reinstate.snapshot.history;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.PlausibleTime;
import dev.reinstate.snapshot.SnapshotName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which snapshots of a history have a time that can be right. What is ahead of now has none; of the
 * others, the most that do not contradict their order are believed, so that one clock that was off
 * by years, in either direction, puts no other snapshot in doubt.
 */
public final class SnapshotTimes {

  private final SnapshotHistory history;

  /** Where two machines differ by little, a snapshot counts as taken when the one before it was. */
  private final ImmutableMap<SnapshotName, Instant> times;

  public SnapshotTimes(SnapshotHistory history) {
    this.history = history;
    Map<SnapshotName, Instant> found = new HashMap<>();
    for (ListedSnapshot snapshot : history.inOrder()) {
      Instant own = written(snapshot);
      found.put(
          snapshot.name(),
          history.parents(snapshot).stream()
              .filter(found::containsKey)
              .map(found::get)
              .filter(before -> before.isAfter(own) && !PlausibleTime.isAhead(before, own))
              .max(Instant::compareTo)
              .orElse(own));
    }
    this.times = ImmutableMap.copyOf(found);
  }

  /** The last snapshot that was there at a moment, or the one of that name. */
  Optional<ListedSnapshot> asOf(Instant moment, Instant now) {
    SnapshotName name = SnapshotName.at(moment);
    ImmutableSet<SnapshotName> believed = believed(moment.isAfter(now) ? moment : now);
    ImmutableList<ListedSnapshot> newestFirst = history.inOrder().reverse();
    return newestFirst.stream()
        .filter(snapshot -> snapshot.name().equals(name))
        .findFirst()
        .or(
            () ->
                newestFirst.stream()
                    .filter(snapshot -> believed.contains(snapshot.name()))
                    .filter(snapshot -> !time(snapshot).isAfter(moment))
                    .findFirst());
  }

  /** Whether a snapshot says when it was taken. */
  public boolean isBelieved(ListedSnapshot snapshot, Instant now) {
    return believed(now).contains(snapshot.name())
        && !PlausibleTime.isAhead(snapshot.name().time(), now);
  }

  /**
   * Those whose times can be right: of the longest subsequences that ascend, the latest. A clock
   * that was never set says 1970.
   */
  private ImmutableSet<SnapshotName> believed(Instant now) {
    List<ListedSnapshot> newestFirst =
        history.inOrder().reverse().stream()
            .filter(snapshot -> !PlausibleTime.isAhead(time(snapshot), now))
            .toList();
    // At i: the latest snapshot that can come before i others.
    List<Integer> ends = new ArrayList<>();
    int[] after = new int[newestFirst.size()];
    for (int place = 0; place < newestFirst.size(); place++) {
      Instant time = time(newestFirst.get(place));
      int others = 0;
      int most = ends.size();
      while (others < most) {
        int middle = (others + most) / 2;
        if (time(newestFirst.get(ends.get(middle))).isBefore(time)) {
          most = middle;
        } else {
          others = middle + 1;
        }
      }
      after[place] = others == 0 ? -1 : ends.get(others - 1);
      if (others == ends.size()) {
        ends.add(place);
      } else {
        ends.set(others, place);
      }
    }
    Set<SnapshotName> believed = new HashSet<>();
    for (int at = ends.isEmpty() ? -1 : ends.getLast(); at >= 0; at = after[at]) {
      believed.add(newestFirst.get(at).name());
    }
    return ImmutableSet.copyOf(believed);
  }

  private Instant time(ListedSnapshot snapshot) {
    return times.get(snapshot.name());
  }

  /** What a snapshot says of itself; a damaged one has its name only. */
  public static Instant written(ListedSnapshot snapshot) {
    return switch (snapshot) {
      case ListedSnapshot.Intact intact -> intact.root().created();
      case ListedSnapshot.Damaged damaged -> damaged.name().time();
    };
  }
}
