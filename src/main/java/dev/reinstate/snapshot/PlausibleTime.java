package dev.reinstate.snapshot;

import java.time.Duration;
import java.time.Instant;

/** Doubts the clocks of other machines. */
public final class PlausibleTime {

  /**
   * How far the clocks of two machines may be apart: what Kerberos allows them, RFC 4120, section
   * 5.2.3 and https://web.mit.edu/kerberos/krb5-latest/doc/admin/conf_files/krb5_conf.html.
   */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private PlausibleTime() {}

  /** Whether a clock that wrote this was ahead of one that shows {@code now}. */
  public static boolean isAhead(Instant time, Instant now) {
    return Duration.between(now, time).compareTo(TOLERANCE) > 0;
  }
}
