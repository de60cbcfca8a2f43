package dev.reinstate.cli.console;

import java.util.Optional;

/**
 * How the process ends, once everything is written.
 *
 * <p>A JVM that ends waits 300 ms while any thread is in native code, and the one that polls
 * sockets for virtual threads always is: a third of a short run. C's {@code _exit} does not wait.
 * It also leaves out what the JVM itself writes at its end, such as a recording or a cache it was
 * trained for, so that it has to be asked for.
 *
 * <p>Source: {@code VM_Exit::wait_for_threads_in_native_to_block},
 * https://github.com/openjdk/jdk/blob/jdk-25-ga/src/hotspot/share/runtime/vmOperations.cpp
 */
public enum ProcessEnd {
  /** As the JVM does it. */
  ORDERLY,
  /** The same after everything that {@link #PROMPT} does first, to train a cache for it. */
  REHEARSED,
  /** At once, where the JVM would wait and lets native code be called. */
  PROMPT;

  /** The system property that says which, in lower case; without it, {@link #ORDERLY}. */
  private static final String PROPERTY = "reinstate.end";

  /** Ends the process as its property says. Runs no hooks and does not return. */
  public static void now(int code) {
    ProcessEnd end = chosen();
    if (end != ORDERLY && isPolling()) {
      Optional<NativeExit> exit = NativeExit.find();
      if (end == PROMPT) {
        exit.ifPresent(found -> found.call(code));
      }
    }
    Runtime.getRuntime().halt(code);
  }

  private static ProcessEnd chosen() {
    return switch (System.getProperty(PROPERTY, "")) {
      case "prompt" -> PROMPT;
      case "rehearsed" -> REHEARSED;
      default -> ORDERLY;
    };
  }

  /** Whether there is a thread that the JVM would wait for. */
  private static boolean isPolling() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().endsWith("Poller"));
  }
}
