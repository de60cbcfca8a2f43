package dev.reinstate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.report.merge.NewestRun;
import dev.reinstate.report.merge.ResultName;
import dev.reinstate.storage.DocumentFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What runs left in places for results, by name. */
final class KeptResults {

  /** So many other runs are named. */
  private static final int NAMED = 5;

  private final List<DocumentFolder> places;
  private final Map<ResultName, DocumentFolder> found = new TreeMap<>();

  private KeptResults(List<DocumentFolder> places) {
    this.places = places;
  }

  /** Lists them; what is there besides is not looked at. */
  static KeptResults in(List<DocumentFolder> places) throws IOException {
    KeptResults results = new KeptResults(places);
    for (DocumentFolder place : places) {
      for (String name : place.documents().names("")) {
        ResultName.parse(name).ifPresent(known -> results.found.putIfAbsent(known, place));
      }
    }
    return results;
  }

  /**
   * Those of the newest run.
   *
   * @param run or of the one of this name
   * @throws IllegalArgumentException when there is none
   */
  NewestRun newest(Optional<String> run) {
    ImmutableSortedSet<ResultName> names = ImmutableSortedSet.copyOf(found.keySet());
    return NewestRun.of(names, run)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no result%s in %s"
                        .formatted(
                            run.map(name -> " of run '" + name + "'").orElse(""),
                            String.join(" or ", places.stream().map(Object::toString).toList()))));
  }

  /** Says which are joined, and what is there besides. */
  void say(NewestRun newest, PrintStream err) {
    newest.used().forEach(name -> err.println("joins " + location(name)));
    if (newest.superseded() > 0) {
      err.printf("%,d of earlier attempts are not joined%n", newest.superseded());
    }
    ImmutableList<String> others = newest.others();
    if (!others.isEmpty()) {
      err.printf(
          "other runs, by --run: %s%s%n",
          String.join(", ", others.subList(0, Math.min(NAMED, others.size()))),
          others.size() > NAMED ? ", and %,d more".formatted(others.size() - NAMED) : "");
    }
  }

  byte[] read(ResultName name) throws IOException {
    return found.get(name).documents().read(name.toString());
  }

  /** Where it is, for humans. */
  String location(ResultName name) {
    return found.get(name) + name.toString() + ".json";
  }
}
