package dev.reinstate.registry;

import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.network.Network;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.endpoint.Rewrites;
import dev.reinstate.registry.pace.RetryTiming;
import dev.reinstate.registry.wire.Timeouts;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How to talk to registries.
 *
 * @param concurrency requests at once, per host
 * @param rate requests a second, per host; empty for what the host is known to allow
 * @param clock for the lives of tokens and for dates that registries name
 * @param timing for everything that takes its time
 * @param network how their hosts are reached
 * @param uploads is told by every listing when images were uploaded
 */
public record RegistrySettings(
    int concurrency,
    OptionalDouble rate,
    Rewrites rewrites,
    Network network,
    Timeouts timeouts,
    Credentials credentials,
    InstantSource clock,
    RetryTiming timing,
    UploadTimes uploads) {

  private static final int DEFAULT_CONCURRENCY = 64;

  /**
   * Everything as a user expects it without options.
   *
   * @param environment the process's variables
   */
  public static RegistrySettings defaults(Map<String, String> environment) {
    Network network = Network.of(environment);
    return of(environment, network, new GoogleAccess(environment, network, host -> host));
  }

  /**
   * The same.
   *
   * @param environment the process's variables
   * @param google where application default credentials are had
   */
  public static RegistrySettings of(
      Map<String, String> environment, Network network, GoogleAccess google) {
    return new RegistrySettings(
        DEFAULT_CONCURRENCY,
        OptionalDouble.empty(),
        Rewrites.NONE,
        network,
        Timeouts.DEFAULT,
        Credentials.of(environment, google),
        InstantSource.system(),
        RetryTiming.REAL,
        UploadTimes.IGNORED);
  }

  public RegistrySettings withConcurrency(int other) {
    return new RegistrySettings(
        other, rate, rewrites, network, timeouts, credentials, clock, timing, uploads);
  }

  public RegistrySettings withRate(double other) {
    return new RegistrySettings(
        concurrency,
        OptionalDouble.of(other),
        rewrites,
        network,
        timeouts,
        credentials,
        clock,
        timing,
        uploads);
  }

  public RegistrySettings withRewrites(Rewrites other) {
    return new RegistrySettings(
        concurrency, rate, other, network, timeouts, credentials, clock, timing, uploads);
  }

  public RegistrySettings withNetwork(Network other) {
    return new RegistrySettings(
        concurrency, rate, rewrites, other, timeouts, credentials, clock, timing, uploads);
  }

  public RegistrySettings withCredentials(Credentials other) {
    return new RegistrySettings(
        concurrency, rate, rewrites, network, timeouts, other, clock, timing, uploads);
  }

  public RegistrySettings withTimeouts(Timeouts other) {
    return new RegistrySettings(
        concurrency, rate, rewrites, network, other, credentials, clock, timing, uploads);
  }

  public RegistrySettings withWaiting(RetryTiming other) {
    return new RegistrySettings(
        concurrency, rate, rewrites, network, timeouts, credentials, clock, other, uploads);
  }

  public RegistrySettings withUploads(UploadTimes other) {
    return new RegistrySettings(
        concurrency, rate, rewrites, network, timeouts, credentials, clock, timing, other);
  }
}
