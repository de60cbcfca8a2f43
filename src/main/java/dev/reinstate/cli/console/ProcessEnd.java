package dev.reinstate.cli.console;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
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

  /**
   * C's {@code _exit}. Found by reflection, because java.lang.foreign is newer than the release
   * that the classes are made for.
   */
  private static final class NativeExit {

    private static final String FOREIGN = "java.lang.foreign.";

    private final MethodHandle function;

    private NativeExit(MethodHandle function) {
      this.function = function;
    }

    /** Empty where there is no such function, and where the JVM does not let it be called. */
    static Optional<NativeExit> find() {
      try {
        return Optional.of(new NativeExit(link("_exit")));
      } catch (ReflectiveOperationException | RuntimeException e) {
        return Optional.empty();
      }
    }

    /** Ends the process without any of the JVM's own steps. Returns only when that failed. */
    void call(int code) {
      try {
        function.invoke(code);
      } catch (Throwable e) {
        // The caller has another way.
      }
    }

    /**
     * {@code Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.ofVoid(JAVA_INT))}.
     */
    private static MethodHandle link(String name) throws ReflectiveOperationException {
      Class<?> linker = type("Linker");
      Class<?> layout = type("MemoryLayout");
      Class<?> signature = type("FunctionDescriptor");
      Class<?> option = type("Linker$Option");

      Object parameters = Array.newInstance(layout, 1);
      Array.set(parameters, 0, type("ValueLayout").getField("JAVA_INT").get(null));
      Object nativeLinker = linker.getMethod("nativeLinker").invoke(null);
      Object symbols = linker.getMethod("defaultLookup").invoke(nativeLinker);
      Optional<?> address =
          (Optional<?>) type("SymbolLookup").getMethod("find", String.class).invoke(symbols, name);
      return (MethodHandle)
          linker
              .getMethod("downcallHandle", type("MemorySegment"), signature, option.arrayType())
              .invoke(
                  nativeLinker,
                  address.orElseThrow(),
                  signature.getMethod("ofVoid", layout.arrayType()).invoke(null, parameters),
                  Array.newInstance(option, 0));
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
      return Class.forName(FOREIGN + name);
    }
  }
}
