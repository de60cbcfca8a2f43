package dev.reinstate.registry;

import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.network.Network;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.endpoint.Rewrites;
import dev.reinstate.registry.pace.Limits;
import dev.reinstate.registry.pace.RetryTiming;
import dev.reinstate.registry.wire.Timeouts;
import java.time.InstantSource;
import java.util.Map;

/**
 * How to talk to registries.
 *
 * @param limits how much is asked of hosts
 * @param clock for the lives of tokens and for dates that registries name
 * @param timing for everything that takes its time
 * @param network how their hosts are reached
 * @param uploads is told by every listing when images were uploaded
 */
public record RegistrySettings(
    Limits limits,
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
        Limits.atOnce(DEFAULT_CONCURRENCY),
        Rewrites.NONE,
        network,
        Timeouts.DEFAULT,
        Credentials.of(environment, google),
        InstantSource.system(),
        RetryTiming.REAL,
        UploadTimes.IGNORED);
  }

  public int concurrency() {
    return limits.concurrency();
  }

  public RegistrySettings withConcurrency(int other) {
    return withLimits(limits.withConcurrency(other));
  }

  public RegistrySettings withRate(double other) {
    return withLimits(limits.withRate(other));
  }

  public RegistrySettings withLimits(Limits other) {
    return new RegistrySettings(
        other, rewrites, network, timeouts, credentials, clock, timing, uploads);
  }

  public RegistrySettings withRewrites(Rewrites other) {
    return new RegistrySettings(
        limits, other, network, timeouts, credentials, clock, timing, uploads);
  }

  public RegistrySettings withNetwork(Network other) {
    return new RegistrySettings(
        limits, rewrites, other, timeouts, credentials, clock, timing, uploads);
  }

  public RegistrySettings withCredentials(Credentials other) {
    return new RegistrySettings(limits, rewrites, network, timeouts, other, clock, timing, uploads);
  }

  public RegistrySettings withTimeouts(Timeouts other) {
    return new RegistrySettings(
        limits, rewrites, network, other, credentials, clock, timing, uploads);
  }

  public RegistrySettings withWaiting(RetryTiming other) {
    return new RegistrySettings(
        limits, rewrites, network, timeouts, credentials, clock, other, uploads);
  }

  public RegistrySettings withUploads(UploadTimes other) {
    return new RegistrySettings(
        limits, rewrites, network, timeouts, credentials, clock, timing, other);
  }
}
