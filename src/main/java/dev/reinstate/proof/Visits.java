package dev.reinstate.proof;

import dev.reinstate.proof.ProofDocuments.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What was last seen at every place: of each kind of sight the latest run. Runs are known by their
 * index in a list.
 */
final class Visits {

  /** The index of no run. */
  static final int NEVER = -1;

  /** The latest run that did something at a place. */
  enum Sight {
    VISITED,
    VISITED_BYTES,
    PROVEN,
    PROVEN_BYTES,
    DAMAGED
  }

  /** So few are not worth a pass over all. */
  private static final int FEW = 1 << 16;

  private final List<Run> runs;
  private final List<Added> added = new ArrayList<>();
  private long waiting;
  private long[] places = {};
  private Map<Sight, int[]> latest = columns(0);

  private record Added(int run, ProofLevel level, Places proven, Places damaged, Places unread) {

    LongStream flipped() {
      return LongStream.concat(
          LongStream.concat(proven.flipped(), damaged.flipped()), unread.flipped());
    }

    int size() {
      return proven.size() + damaged.size() + unread.size();
    }
  }

  /**
   * @param runs to which more are added as they are added here
   */
  Visits(List<Run> runs) {
    this.runs = runs;
  }

  /** The same, to be added to on its own. */
  synchronized Visits of(List<Run> more) {
    settle();
    Visits visits = new Visits(more);
    visits.places = places;
    visits.latest = latest;
    return visits;
  }

  synchronized void add(int run, Proof proof) {
    Added more = new Added(run, proof.level(), proof.proven(), proof.damaged(), proof.unread());
    added.add(more);
    waiting += more.size();
    if (waiting > Math.max(FEW, places.length)) {
      settle();
    }
  }

  /** The latest run of a kind at each of these places, or {@link #NEVER}. */
  synchronized int[] latest(Sight sight, long[] wanted) {
    settle();
    int[] runs = new int[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      int at = Arrays.binarySearch(places, Ring.flipped(wanted[i]));
      runs[i] = at < 0 ? NEVER : latest.get(sight)[at];
    }
    return runs;
  }

  private void settle() {
    if (added.isEmpty()) {
      return;
    }
    long[] all = union();
    Map<Sight, int[]> known = columns(all.length);
    copyTo(all, known);
    places = all;
    latest = known;
    added.forEach(this::note);
    added.clear();
    waiting = 0;
  }

  private static Map<Sight, int[]> columns(int length) {
    Map<Sight, int[]> columns = new EnumMap<>(Sight.class);
    for (Sight sight : Sight.values()) {
      int[] runs = new int[length];
      Arrays.fill(runs, NEVER);
      columns.put(sight, runs);
    }
    return columns;
  }

  private long[] union() {
    return Places.ofFlipped(
            LongStream.concat(Arrays.stream(places), added.stream().flatMapToLong(Added::flipped))
                .toArray())
        .flipped()
        .toArray();
  }

  private void copyTo(long[] all, Map<Sight, int[]> known) {
    int at = 0;
    for (int i = 0; i < places.length; i++) {
      while (all[at] != places[i]) {
        at++;
      }
      for (Map.Entry<Sight, int[]> column : known.entrySet()) {
        column.getValue()[at] = latest.get(column.getKey())[i];
      }
    }
  }

  private void note(Added more) {
    boolean bytes = more.level() == ProofLevel.BYTES;
    for (Places visited : List.of(more.proven(), more.damaged(), more.unread())) {
      note(visited, more.run(), Sight.VISITED);
      if (bytes) {
        note(visited, more.run(), Sight.VISITED_BYTES);
      }
    }
    note(more.proven(), more.run(), Sight.PROVEN);
    if (bytes) {
      note(more.proven(), more.run(), Sight.PROVEN_BYTES);
    }
    note(more.damaged(), more.run(), Sight.DAMAGED);
  }

  private void note(Places seen, int run, Sight sight) {
    int[] latest = this.latest.get(sight);
    seen.forEachIndex(
        places,
        at -> {
          if (latest[at] == NEVER || isLater(run, latest[at], sight)) {
            latest[at] = run;
          }
        });
  }

  /** Damage was there at the end of a run at the latest, wholeness since its begin for certain. */
  private boolean isLater(int run, int than, Sight sight) {
    return sight == Sight.DAMAGED
        ? runs.get(run).ended().isAfter(runs.get(than).ended())
        : runs.get(run).begun().isAfter(runs.get(than).begun());
  }
}
