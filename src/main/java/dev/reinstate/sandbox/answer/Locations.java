package dev.reinstate.sandbox.answer;

/** Writes the URLs of {@code Location} and {@code Link} headers. */
public final class Locations {

  private final String origin;

  /**
   * @param origin scheme and host, put before each path; empty for relative URLs
   */
  public Locations(String origin) {
    this.origin = origin;
  }

  String of(String path) {
    return origin + path;
  }
}
