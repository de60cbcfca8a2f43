package dev.reinstate.sandbox.content;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.reinstate.sandbox.fault.Quota;
import dev.reinstate.sandbox.guard.Challenge;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What kind of registry to be.
 *
 * @param port on the loopback interface; 0 for any free one
 * @param pageSize the most tags on one page of an OCI listing, referrers on one of theirs, and
 *     images on one of an inventory, whatever the client asks for
 * @param clock for upload times, the expiry of tokens and the quota
 * @param quota how much may be asked; empty for as much as goes
 * @param tls what clients are shown before they say what they want; empty for plain HTTP
 */
public record EmbeddedRegistryOptions(
    int port,
    ListingStyle listing,
    int pageSize,
    Challenge challenge,
    ImmutableSet<Feature> features,
    InstantSource clock,
    Optional<Quota> quota,
    Optional<SSLContext> tls) {

  /** Google's listing on any port, nobody asked for credentials, mounts, referrers and chunks. */
  public static EmbeddedRegistryOptions defaults() {
    return new EmbeddedRegistryOptions(
        0,
        ListingStyle.GOOGLE,
        1000,
        new Challenge.None(),
        Sets.immutableEnumSet(Feature.MOUNTS, Feature.REFERRERS, Feature.CHUNKED_UPLOADS),
        InstantSource.system(),
        Optional.empty(),
        Optional.empty());
  }

  public EmbeddedRegistryOptions withPort(int newPort) {
    return new EmbeddedRegistryOptions(
        newPort, listing, pageSize, challenge, features, clock, quota, tls);
  }

  public EmbeddedRegistryOptions withListing(ListingStyle newListing) {
    return new EmbeddedRegistryOptions(
        port, newListing, pageSize, challenge, features, clock, quota, tls);
  }

  public EmbeddedRegistryOptions withPageSize(int newPageSize) {
    return new EmbeddedRegistryOptions(
        port, listing, newPageSize, challenge, features, clock, quota, tls);
  }

  public EmbeddedRegistryOptions withChallenge(Challenge newChallenge) {
    return new EmbeddedRegistryOptions(
        port, listing, pageSize, newChallenge, features, clock, quota, tls);
  }

  public EmbeddedRegistryOptions withClock(InstantSource newClock) {
    return new EmbeddedRegistryOptions(
        port, listing, pageSize, challenge, features, newClock, quota, tls);
  }

  public EmbeddedRegistryOptions withQuota(Quota newQuota) {
    return new EmbeddedRegistryOptions(
        port, listing, pageSize, challenge, features, clock, Optional.of(newQuota), tls);
  }

  public EmbeddedRegistryOptions withTls(SSLContext newTls) {
    return new EmbeddedRegistryOptions(
        port, listing, pageSize, challenge, features, clock, quota, Optional.of(newTls));
  }

  public EmbeddedRegistryOptions with(Feature... added) {
    return withFeatures(Sets.union(features, ImmutableSet.copyOf(added)));
  }

  public EmbeddedRegistryOptions without(Feature... removed) {
    return withFeatures(Sets.difference(features, ImmutableSet.copyOf(removed)));
  }

  private EmbeddedRegistryOptions withFeatures(Iterable<Feature> newFeatures) {
    return new EmbeddedRegistryOptions(
        port, listing, pageSize, challenge, Sets.immutableEnumSet(newFeatures), clock, quota, tls);
  }

  public boolean has(Feature feature) {
    return features.contains(feature);
  }
}
