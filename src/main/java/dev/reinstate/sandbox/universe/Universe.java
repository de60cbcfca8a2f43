package dev.reinstate.sandbox.universe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.Listener;
import dev.reinstate.sandbox.http.RequestCounts;
import dev.reinstate.sandbox.http.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All of it, running until it is closed. */
public final class Universe implements AutoCloseable {

  private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

  private final Catalog catalog;
  private final List<Region> regions = new ArrayList<>();
  private final List<AutoCloseable> running = new ArrayList<>();
  private final List<MinuteQuota> quotas = new ArrayList<>();
  private final Region sources;
  private final Served api;
  private final Served mirror;
  private final Blows blows;

  /** What listens without being a registry. */
  private record Served(String host, RequestCounts counts) {}

  /**
   * Starts it with everything there.
   *
   * @throws IOException when a port is taken, or what it is to be like cannot be read
   */
  public Universe(UniverseOptions options) throws IOException {
    this.catalog =
        Catalog.of(
            options.like().isEmpty()
                ? GeneratedPromotions.all()
                : CopiedPromotions.of(options.like()));
    MinuteQuota user = MinuteQuota.ofUser(options.userQuota(), options.clock());
    quotas.add(user);
    try {
      int port = 1;
      for (String name : RegionNames.first(options.regions())) {
        Admission admission = new Admission(user, ofRegion(options));
        EmbeddedRegistry registry = start(options, options.port(port), admission);
        regions.add(new Region(name, registry, admission, options.distance(port - 1)));
        port++;
      }
      // Another project's.
      Admission admission = new Admission(ofRegion(options));
      EmbeddedRegistry registry = start(options, options.port(port + 1), admission);
      this.sources = new Region(RegionNames.CANONICAL, registry, admission, options.nearest());
      this.api = serve(options.port(port), new InventoryApi(regions, sources));
      this.mirror = serve(options.port(port + 2), new BlobMirror(catalog.blobs()));
      this.blows = new Blows(catalog, regions, sources.contents());
      reset();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private MinuteQuota ofRegion(UniverseOptions options) {
    MinuteQuota quota = MinuteQuota.ofRegion(options.regionQuota(), options.clock());
    quotas.add(quota);
    return quota;
  }

  private EmbeddedRegistry start(UniverseOptions options, int port, Admission admission)
      throws IOException {
    EmbeddedRegistry registry =
        EmbeddedRegistry.start(
            EmbeddedRegistryOptions.defaults()
                .withPort(port)
                .withClock(options.clock())
                .withChallenge(new Challenge.Bearer(Optional.empty(), TOKEN_LIFETIME))
                .without(Feature.CHUNKED_UPLOADS)
                .with(Feature.CUT_LISTINGS, Feature.STRICT_REFERENCES),
            admission::before);
    running.add(registry);
    return registry;
  }

  private Served serve(int port, Exchange exchange) throws IOException {
    RequestCounts counts = new RequestCounts();
    Listener listener =
        new Listener(port, Optional.empty(), host -> new Transport(counts.counting(exchange)));
    running.add(listener);
    return new Served(listener.host(), counts);
  }

  Catalog catalog() {
    return catalog;
  }

  ImmutableList<Region> regions() {
    return ImmutableList.copyOf(regions);
  }

  RegistryContents sources() {
    return sources.contents();
  }

  /** As it was at the beginning, with nothing counted; but tokens stay valid. */
  public synchronized void reset() {
    regions.forEach(region -> region.fill(catalog));
    sources.contents().clear();
    catalog.sources().forEach(seed -> seed.putInto(sources.contents()));
    quotas.forEach(MinuteQuota::reset);
    counts().values().forEach(host -> host.counts().reset());
  }

  /** What is struck stays so until it is mended, or all of it is reset. */
  public synchronized Damage.Done strike(Damage damage) {
    return blows.strike(damage);
  }

  /** What was asked, by the name of each host. */
  public ImmutableMap<String, HostCounts> counts() {
    ImmutableMap.Builder<String, HostCounts> counts = ImmutableMap.builder();
    for (Region region : regions) {
      counts.put(
          RegionNames.host(region.name()),
          new HostCounts(region.registry().host(), region.registry().counts()));
    }
    return counts
        .put("artifactregistry.googleapis.com", new HostCounts(api.host(), api.counts()))
        .put("sources", new HostCounts(sources.registry().host(), sources.registry().counts()))
        .put("mirror", new HostCounts(mirror.host(), mirror.counts()))
        .build();
  }

  /** {@code FROM=TO} pairs from the names in the manifests to where everything is. */
  ImmutableList<String> rewrites() {
    ImmutableList.Builder<String> rewrites = ImmutableList.builder();
    for (Region region : regions) {
      rewrites.add(RegionNames.host(region.name()) + "=" + region.registry().host());
    }
    String staging = RegionNames.host(RegionNames.CANONICAL) + "/" + Promotion.STAGING;
    return rewrites
        .add("artifactregistry.googleapis.com=" + api.host())
        .add("gcr.io=" + sources.registry().host())
        .add(staging + "=" + sources.registry().host() + "/" + Promotion.STAGING)
        .build();
  }

  /** Of a bucket that serves blobs. */
  public String mirrorUrl() {
    return "http://" + mirror.host() + BlobMirror.PATH;
  }

  @Override
  public void close() throws IOException {
    for (AutoCloseable each : running.reversed()) {
      try {
        each.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException("cannot end " + each, e);
      }
    }
  }
}
