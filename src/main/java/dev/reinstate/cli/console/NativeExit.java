package dev.reinstate.cli.console;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.Optional;

/**
 * C's {@code _exit}. Found by reflection, because java.lang.foreign is newer than the release that
 * the classes are made for.
 */
final class NativeExit {

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

  /** {@code Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.ofVoid(JAVA_INT))}. */
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
