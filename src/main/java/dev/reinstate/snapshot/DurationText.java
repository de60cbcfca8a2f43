package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.stream.Collectors;

/** Durations for a reader, such as {@code 1 d 12 h}. */
public final class DurationText {

  private DurationText() {}

  /** In whole seconds, rounded down; units of which there are none are left out. */
  public static String of(Duration duration) {
    ImmutableMap<String, Long> units =
        ImmutableMap.of(
            "d", duration.toDaysPart(),
            "h", (long) duration.toHoursPart(),
            "min", (long) duration.toMinutesPart(),
            "s", (long) duration.toSecondsPart());
    String text =
        units.entrySet().stream()
            .filter(unit -> unit.getValue() != 0)
            .map(unit -> unit.getValue() + " " + unit.getKey())
            .collect(Collectors.joining(" "));
    return text.isEmpty() ? "0 s" : text;
  }
}
