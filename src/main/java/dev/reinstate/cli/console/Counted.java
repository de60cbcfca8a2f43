package dev.reinstate.cli.console;

/** Numbers with what they count. */
public final class Counted {

  private Counted() {}

  /** {@code 1 image}, {@code 2,000 images}. */
  public static String of(long count, String one) {
    return of(count, one, one + "s");
  }

  /** The same for a word whose plural is irregular. */
  public static String of(long count, String one, String many) {
    return "%,d %s".formatted(count, count == 1 ? one : many);
  }
}
