package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.time.Duration;

/**
 * How far registries are, and how they are spoken to. Each request to them waits as long as the way
 * there and back takes.
 */
enum Distance {
  LOOPBACK("", false, 0),
  /** The setting's latency. Only requests wait; connections are made at once. */
  LATENCY("-latency", false, 1),
  /**
   * The setting's latency, which a new connection waits for twice before its first byte is read:
   * once for TCP and once for TLS 1.3 (RFC 8446, section 2).
   */
  TLS("-tls", true, 1),
  /** Another continent. */
  TLS_FAR("-tls-far", true, 6),
  TLS_NEAR("-tls-near", true, 0);

  private static final int WAYS_TO_CONNECT = 2;

  private final String suffix;
  private final boolean tls;
  private final int times;

  Distance(String suffix, boolean tls, int times) {
    this.suffix = suffix;
    this.tls = tls;
    this.times = times;
  }

  boolean isTls() {
    return tls;
  }

  /** A workload as it is at this distance. */
  Workload of(Workload workload) {
    return new Form(workload, this);
  }

  Duration latency(Setting setting) {
    return setting.latency().multipliedBy(times);
  }

  /** What a new connection waits, besides its first request. */
  Duration connecting(Duration latency) {
    return tls ? latency.multipliedBy(WAYS_TO_CONNECT) : Duration.ZERO;
  }

  Registries kind(Peers peers) {
    return times == 0 ? Registries.dockerOrEmbedded(peers) : Registries.EMBEDDED;
  }

  /** Puts registries there that are filled already. */
  void apply(Setting setting, Iterable<RegistryProcess> registries) throws IOException {
    if (times > 0) {
      for (RegistryProcess registry : registries) {
        registry.latency(latency(setting));
      }
    }
  }

  /** For a title. */
  String text(Setting setting) {
    String spoken = tls ? ", TLS" + (setting.http2() ? " and HTTP/2" : "") : "";
    Duration latency = latency(setting);
    if (latency.isZero()) {
      return spoken;
    }
    String connecting = tls ? ", " + connecting(latency).toMillis() + " ms a connection" : "";
    return spoken + ", " + latency.toMillis() + " ms a request" + connecting;
  }

  /**
   * The same work over there.
   *
   * @param workload as it is on loopback
   */
  private record Form(Workload workload, Distance distance) implements Workload {

    @Override
    public Scene open(Setting setting) throws IOException, InterruptedException {
      Setting there = setting.at(distance);
      Scene scene = workload.open(there);
      return new StagedScene(
          scene.title(),
          scene.insideMeans(),
          scene.mostRounds(),
          scene.registries(),
          scene.contenders().stream()
              .map(contender -> contender.with(there::secured))
              .collect(ImmutableList.toImmutableList()),
          scene::targets);
    }

    @Override
    public boolean needsFront() {
      return distance.tls;
    }

    @Override
    public String toString() {
      return workload + distance.suffix;
    }
  }
}
