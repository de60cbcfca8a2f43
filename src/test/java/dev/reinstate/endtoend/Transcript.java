package dev.reinstate.endtoend;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a running command writes, line by line, for somebody to wait for. */
final class Transcript {

  private static final int SECONDS = 30;

  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  /** Nothing more comes. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  synchronized ImmutableList<String> lines() {
    return ImmutableList.copyOf(lines);
  }

  /** All lines, each ended by a line feed. */
  synchronized String text() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /** Waits until the text holds it; fails when the end comes first, or after half a minute. */
  synchronized Matcher await(Pattern pattern) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    try {
      Matcher matcher = pattern.matcher(text());
      while (!matcher.find()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (ended || left <= 0) {
          throw new AssertionError("it never said " + pattern + ", but\n" + text());
        }
        wait(left);
        matcher = pattern.matcher(text());
      }
      return matcher;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
