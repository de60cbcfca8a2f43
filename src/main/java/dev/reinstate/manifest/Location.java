package dev.reinstate.manifest;

import com.google.common.base.CharMatcher;
import java.util.Comparator;

/**
 * A place in a manifest file.
 *
 * @param file the path as the user gave it, or below the directory the user gave
 * @param line from 1; 0 for the file as a whole
 * @param column from 1, in code points; 0 for the file as a whole
 */
public record Location(String file, int line, int column) implements Comparable<Location> {

  private static final Comparator<Location> ORDER =
      Comparator.comparing(Location::file)
          .thenComparingInt(Location::line)
          .thenComparingInt(Location::column);

  public static Location ofFile(String file) {
    return new Location(file, 0, 0);
  }

  @Override
  public int compareTo(Location other) {
    return ORDER.compare(this, other);
  }

  /** {@code file:line:column}, or the file alone; control characters cannot reach a terminal. */
  @Override
  public String toString() {
    String shown = CharMatcher.javaIsoControl().replaceFrom(file, '?');
    return line == 0 ? shown : shown + ":" + line + ":" + column;
  }
}
