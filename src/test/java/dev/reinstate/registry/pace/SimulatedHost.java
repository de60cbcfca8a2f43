package dev.reinstate.registry.pace;

import dev.reinstate.registry.pace.HostGovernor.Signal;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** A host with a quota whose answers all take equally long, in time of its own. */
final class SimulatedHost {

  private record Answer(long at, long startedIn, boolean refused) {}

  private final HostGovernor governor;
  private final double perNano;
  private final int burst;
  private final long latency;
  private final Queue<Answer> underWay = new ArrayDeque<>();
  private double tokens;
  private long filled;
  private long now;
  private int done;
  private int refusals;

  SimulatedHost(HostGovernor governor, double quota, int burst, int latencyMillis) {
    this.governor = governor;
    this.perNano = quota / 1e9;
    this.burst = burst;
    this.latency = latencyMillis * 1_000_000L;
    this.tokens = burst;
  }

  /** Asks until so many requests were accepted. */
  void finish(int items) {
    while (done < items) {
      long start = governor.isFull() ? Long.MAX_VALUE : now + Math.max(0, governor.delay(now));
      if (!underWay.isEmpty() && underWay.peek().at() <= start) {
        answer(underWay.remove());
      } else {
        now = start;
        underWay.add(new Answer(now + latency, governor.start(now), !take()));
      }
    }
  }

  int refusals() {
    return refusals;
  }

  double seconds() {
    return now / 1e9;
  }

  private void answer(Answer answer) {
    now = answer.at();
    if (answer.refused()) {
      refusals++;
    } else {
      done++;
    }
    Signal signal = answer.refused() ? Signal.THROTTLED : Signal.ACCEPTED;
    governor.end(answer.startedIn(), signal, Optional.empty(), now);
  }

  private boolean take() {
    tokens = Math.min(burst, tokens + (now - filled) * perNano);
    filled = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
