package dev.reinstate.registry.pace;

import dev.reinstate.registry.pace.HostGovernor.Signal;
import dev.reinstate.registry.wire.Response;
import java.time.Duration;
import java.util.Optional;

/**
 * What an answer says about its host, and about what the host is asked together with.
 *
 * @param pauseOfHost how long it wants to be left alone
 * @param pauseOfGroup how long all of them want to be left alone
 */
record Verdict(
    Signal ofHost,
    Optional<Duration> pauseOfHost,
    Signal ofGroup,
    Optional<Duration> pauseOfGroup) {

  static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  /** There was no answer. */
  static final Verdict NONE =
      new Verdict(Signal.NONE, Optional.empty(), Signal.NONE, Optional.empty());

  /**
   * That of a response; too many requests of a user are no fault of the host that says so.
   *
   * @param grouped whether the host is asked together with others
   */
  static Verdict of(Response response, Optional<Duration> retryAfter, boolean grouped) {
    if (response.status() == TOO_MANY_REQUESTS) {
      return grouped && UserQuota.isMeant(response)
          ? new Verdict(Signal.NONE, Optional.empty(), Signal.THROTTLED, retryAfter)
          : new Verdict(Signal.THROTTLED, retryAfter, Signal.NONE, Optional.empty());
    }
    if (response.status() == UNAVAILABLE) {
      return new Verdict(Signal.OVERLOADED, retryAfter, Signal.NONE, Optional.empty());
    }
    Signal signal = response.status() < 500 ? Signal.ACCEPTED : Signal.NONE;
    return new Verdict(signal, retryAfter, signal, Optional.empty());
  }
}
