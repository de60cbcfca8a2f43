package dev.reinstate.registry.pace;

import dev.reinstate.registry.pace.HostGovernor.Signal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.DoubleSupplier;

/**
 * Hosts with one quota that several runs ask, each with governors of its own, in time of its own.
 * The answers of each host take equally long.
 */
final class SimulatedProject {

  /** What is left of a quota. */
  interface Quota {

    /** Takes one of it; false where there is none. */
    boolean take(long now);

    /** So much a second, and at most so much at once. */
    static Quota bucket(double perSecond, int burst) {
      return new Quota() {
        private double tokens = burst;
        private long filled;

        @Override
        public boolean take(long now) {
          tokens = Math.min(burst, tokens + (now - filled) * perSecond / 1e9);
          filled = now;
          if (tokens < 1) {
            return false;
          }
          tokens--;
          return true;
        }
      };
    }

    /** So much in each minute by the clock, of which others have used up some at first. */
    static Quota minutes(int perMinute, int offsetSeconds, int used) {
      return new Quota() {
        private long minute;
        private int taken = used;

        @Override
        public boolean take(long now) {
          long current = (now + offsetSeconds * 1_000_000_000L) / 60_000_000_000L;
          if (current != minute) {
            minute = current;
            taken = 0;
          }
          if (taken >= perMinute) {
            return false;
          }
          taken++;
          return true;
        }
      };
    }
  }

  private record Answer(long at, Run run, Host host, Turn turn, boolean refused) {}

  private static final class Host {
    private final HostGovernor governor;
    private final long latency;
    private int left;

    Host(HostGovernor governor, int latencyMillis, int left) {
      this.governor = governor;
      this.latency = latencyMillis * 1_000_000L;
      this.left = left;
    }
  }

  /** A run's own view. */
  private static final class Run {
    private final HostGovernor group;
    private final List<Host> hosts = new ArrayList<>();
    private int turn;
    private long finished;

    Run(HostGovernor group) {
      this.group = group;
    }

    /** When the next request starts, and at which host; they take turns. */
    Optional<Start> next(long now) {
      long ofGroup = now + Math.max(0, group.delay(now));
      Optional<Start> first = Optional.empty();
      for (int i = 0; i < hosts.size(); i++) {
        Host host = hosts.get((turn + i) % hosts.size());
        if (host.left > 0 && !host.governor.isFull()) {
          long at = Math.max(ofGroup, now + Math.max(0, host.governor.delay(now)));
          if (first.isEmpty() || at < first.get().at()) {
            first = Optional.of(new Start(at, this, (turn + i) % hosts.size()));
          }
        }
      }
      return first;
    }
  }

  private record Start(long at, Run run, int host) {}

  private final Quota quota;
  private final List<Run> runs = new ArrayList<>();
  private final PriorityQueue<Answer> underWay =
      new PriorityQueue<>(Comparator.comparingLong(Answer::at));
  private long now;
  private int accepted;
  private int refused;

  SimulatedProject(Quota quota) {
    this.quota = quota;
  }

  /** Adds a run over as many hosts as there are latencies, with so much to ask of each. */
  void run(DoubleSupplier rate, int[] latencies, int ofEach) {
    Run run = new Run(new HostGovernor(Integer.MAX_VALUE, rate, Recovery.OF_MINUTES, 0));
    for (int latency : latencies) {
      HostLimits limits = new HostLimits(64, Double.POSITIVE_INFINITY);
      run.hosts.add(new Host(new HostGovernor(limits, 0), latency, ofEach));
    }
    runs.add(run);
  }

  /** Until everything was accepted. */
  void finish() {
    while (true) {
      Optional<Start> next =
          runs.stream()
              .flatMap(run -> run.next(now).stream())
              .min(Comparator.comparingLong(Start::at));
      if (next.isEmpty() && underWay.isEmpty()) {
        return;
      }
      if (next.isEmpty() || (!underWay.isEmpty() && underWay.peek().at() <= next.get().at())) {
        answer(underWay.remove());
      } else {
        start(next.get());
      }
    }
  }

  private void start(Start start) {
    now = start.at();
    Run run = start.run();
    Host host = run.hosts.get(start.host());
    run.turn = start.host() + 1;
    host.left--;
    Turn turn = new Turn(host.governor.start(now), run.group.start(now));
    underWay.add(new Answer(now + host.latency, run, host, turn, !quota.take(now)));
  }

  private void answer(Answer answer) {
    now = answer.at();
    answer.run().finished = now;
    if (answer.refused()) {
      refused++;
      answer.host().left++;
    } else {
      accepted++;
    }
    Signal ofHost = answer.refused() ? Signal.NONE : Signal.ACCEPTED;
    Signal ofGroup = answer.refused() ? Signal.THROTTLED : Signal.ACCEPTED;
    answer.host().governor.end(answer.turn().ofHost(), ofHost, Optional.empty(), now);
    answer.run().group.end(answer.turn().ofGroup(), ofGroup, Optional.empty(), now);
  }

  /** Of all requests. */
  double refused() {
    return (double) refused / (accepted + refused);
  }

  double seconds() {
    return now / 1e9;
  }

  /** When the first of the runs was done, in seconds. */
  double firstFinished() {
    return runs.stream().mapToLong(run -> run.finished).min().orElseThrow() / 1e9;
  }

  int accepted() {
    return accepted;
  }
}
