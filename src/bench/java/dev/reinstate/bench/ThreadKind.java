package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.util.stream.Stream;

/** What a thread of a JVM is for, as far as its name tells. */
enum ThreadKind {
  COMPILERS("compilers", "C1 Compiler", "C2 Compiler"),
  /** The serial collector works in the VM's own thread. */
  GARBAGE("garbage", "VM Thread", "GC Thread", "G1 "),
  /** Those that carry them. */
  VIRTUAL("virtual threads", "ForkJoinPool"),
  MAIN("main", "java"),
  REST("rest");

  private final String text;
  private final ImmutableList<String> beginnings;

  ThreadKind(String text, String... beginnings) {
    this.text = text;
    this.beginnings = ImmutableList.copyOf(beginnings);
  }

  /** Of a name as Linux keeps it, which is cut off after 15 characters. */
  static ThreadKind of(String name) {
    return Stream.of(values())
        .filter(kind -> kind.beginnings.stream().anyMatch(name::startsWith))
        .findFirst()
        .orElse(REST);
  }

  @Override
  public String toString() {
    return text;
  }
}
