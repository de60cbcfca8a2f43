package dev.reinstate.cli.report;

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

  /** So many of what is not joined are named. */
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
   * @param kind or of the newest that left results of this kind
   * @throws IllegalArgumentException when there is none
   */
  NewestRun newest(Optional<String> run, Optional<String> kind) {
    ImmutableSortedSet<ResultName> names = ImmutableSortedSet.copyOf(found.keySet());
    return NewestRun.of(names, run, kind)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no result%s%s in %s"
                        .formatted(
                            kind.map(name -> " of kind '" + name + "'").orElse(""),
                            run.map(name -> " of run '" + name + "'").orElse(""),
                            String.join(" or ", places.stream().map(Object::toString).toList()))));
  }

  /** Says which are joined, and what is there besides. */
  void say(NewestRun newest, PrintStream err) {
    newest.used().forEach(name -> err.println("joins " + location(name)));
    if (newest.superseded() > 0) {
      boolean named = newest.used().getFirst().run().isPresent();
      err.printf(
          "%,d %s are not joined%n",
          newest.superseded(), named ? "of earlier attempts" : "older results");
    }
    sayFirst(
        "left out, as another run's of this name: ",
        newest.apart().stream().map(this::location).toList(),
        err);
    sayFirst("other runs, by --run: ", newest.others(), err);
    sayFirst("other kinds, by --kind: ", newest.kinds(), err);
  }

  private static void sayFirst(String what, List<String> names, PrintStream err) {
    if (!names.isEmpty()) {
      err.printf(
          "%s%s%s%n",
          what,
          String.join(", ", names.subList(0, Math.min(NAMED, names.size()))),
          names.size() > NAMED ? ", and %,d more".formatted(names.size() - NAMED) : "");
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
