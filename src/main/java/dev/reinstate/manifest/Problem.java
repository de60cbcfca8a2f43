package dev.reinstate.manifest;

import java.util.Comparator;

/** Something wrong in a manifest, where it is, and what to write instead. */
public record Problem(Location location, String message) implements Comparable<Problem> {

  private static final Comparator<Problem> ORDER =
      Comparator.comparing(Problem::location).thenComparing(Problem::message);

  @Override
  public int compareTo(Problem other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return location + ": " + message;
  }
}
