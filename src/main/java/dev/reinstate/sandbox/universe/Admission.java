package dev.reinstate.sandbox.universe;

import com.google.common.collect.ImmutableList;
import dev.reinstate.sandbox.answer.ApiError;
import dev.reinstate.sandbox.http.ConnectionResetException;
import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.util.Optional;

/**
 * Lets as many requests to a region through as every quota allows; tokens are requests too. None
 * while the region does not answer, which costs nobody any quota.
 */
final class Admission {

  /** Invented. */
  static final long PROJECT_NUMBER = 555_000_111_222L;

  private final ImmutableList<MinuteQuota> quotas;
  private volatile boolean dead;

  Admission(MinuteQuota... quotas) {
    this.quotas = ImmutableList.copyOf(quotas);
  }

  void setDead(boolean value) {
    dead = value;
  }

  boolean isDead() {
    return dead;
  }

  /** Of registries: errors of the distribution spec. */
  Exchange before(Exchange next) {
    return call -> {
      if (dead) {
        throw new ConnectionResetException();
      }
      Optional<String> refusal = refusal();
      return refusal.isEmpty()
          ? next.answer(call)
          : new RefusedException(429, "TOOMANYREQUESTS", refusal.get()).reply();
    };
  }

  /** The same for the API; empty when the request may pass. */
  Optional<Reply> apiRefusal() {
    return refusal().map(text -> ApiError.reply(429, "RESOURCE_EXHAUSTED", text));
  }

  private Optional<String> refusal() {
    return MinuteQuota.take(quotas).map(MinuteQuota::refusal);
  }
}
