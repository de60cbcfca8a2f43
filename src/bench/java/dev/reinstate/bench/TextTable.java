package dev.reinstate.bench;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/** Rows of cells in columns as wide as they need to be: the first to the left, others right. */
final class TextTable {

  private static final String GAP = "  ";

  private final List<ImmutableList<String>> rows = new ArrayList<>();

  void row(List<String> cells) {
    rows.add(ImmutableList.copyOf(cells));
  }

  ImmutableList<String> lines() {
    return rows.stream().map(this::line).collect(ImmutableList.toImmutableList());
  }

  private String line(ImmutableList<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      int width = width(column);
      line.append(
          column == 0
              ? Strings.padEnd(row.get(0), width, ' ')
              : GAP + Strings.padStart(row.get(column), width, ' '));
    }
    return line.toString().stripTrailing();
  }

  /** A row may end early; its last cell makes no column wider. */
  private int width(int column) {
    return rows.stream()
        .filter(row -> row.size() > column && (column == 0 || row.size() > 2))
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
