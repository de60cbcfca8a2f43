package dev.reinstate.registry;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.KnownNames;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.ContentProbe;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.artifactregistry.ArtifactRegistryApi;
import dev.reinstate.registry.authentication.AuthenticatingExchange;
import dev.reinstate.registry.authentication.Authorizer;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.registry.authentication.SharedTokens;
import dev.reinstate.registry.authentication.TokenCache;
import dev.reinstate.registry.authentication.TokenService;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.registry.endpoint.Rewrites;
import dev.reinstate.registry.pace.GovernedExchange;
import dev.reinstate.registry.pace.PlannedLoad;
import dev.reinstate.registry.pace.RefusedHosts;
import dev.reinstate.registry.pace.Retries;
import dev.reinstate.registry.pace.RetryAfter;
import dev.reinstate.registry.wire.ApacheExchange;
import dev.reinstate.registry.wire.CountingExchange;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Fence;
import dev.reinstate.registry.wire.PlainGuard;
import dev.reinstate.registry.wire.RedirectingExchange;
import dev.reinstate.registry.wire.TrafficReport;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A client of any number of registries over one pool of connections. */
public final class RegistryClient implements AutoCloseable {

  private final RegistrySettings settings;
  private final ApacheExchange wire;
  private final CountingExchange counted;
  private final Authorizer authorizer;
  private final Exchange bare;
  private final Exchange exchange;
  private final Retries retries;
  private final KnownNames names = new KnownNames();
  private final ArtifactRegistryApi artifactRegistry;
  private final Set<String> withoutHead = ConcurrentHashMap.newKeySet();
  private final BlobHeads blobHeads = new BlobHeads();
  private final BlobCheckingHosts strict;

  private RegistryClient(RegistrySettings settings, Fence fence, ApacheExchange wire) {
    this.settings = settings;
    this.wire = wire;
    this.counted = new CountingExchange(wire);
    this.retries = new Retries(settings.timing(), settings.limits());
    PlainHosts plainHosts = settings.network().plainHosts();
    Exchange governed =
        new GovernedExchange(
            new PlainGuard(new RefusedHosts(fence.before(counted), settings.timing()), plainHosts),
            settings.limits(),
            settings.timing(),
            new RetryAfter(settings.clock()));
    this.authorizer =
        new Authorizer(
            settings.credentials(),
            new SharedTokens(
                new TokenService(governed, plainHosts),
                new TokenCache(settings.clock()),
                settings.credentials()::namespace));
    this.bare = new RedirectingExchange(governed);
    this.exchange = new AuthenticatingExchange(bare, authorizer, plainHosts);
    this.strict = new BlobCheckingHosts(readingCaller());
    this.artifactRegistry =
        new ArtifactRegistryApi(
            caller(RegistryCaller.Role.INVENTORY, ServiceAccounts.NONE),
            settings.rewrites(),
            names,
            settings.uploads());
  }

  /** Opens no connection yet. */
  public static RegistryClient open(RegistrySettings settings) {
    return open(settings, Fence.OPEN);
  }

  /** The same; nothing is written once the fence is shut. */
  public static RegistryClient open(RegistrySettings settings, Fence fence) {
    return new RegistryClient(
        settings, fence, ApacheExchange.open(settings.timeouts(), settings.network()));
  }

  /** Reads repositories as the job itself. */
  public RepositoryReader reader() {
    RegistryCaller caller = readingCaller();
    ManifestResolver resolver = new ManifestResolver(caller, withoutHead);
    return reader(caller, resolver, resolver::existsNamed);
  }

  /**
   * The same for whoever will copy: images of sources are fetched where others would only be looked
   * for, which takes as many requests.
   */
  public RepositoryReader reader(FetchedManifests fetched) {
    RegistryCaller caller = readingCaller();
    ManifestResolver resolver = new ManifestResolver(caller, withoutHead);
    return reader(
        caller, resolver, new RegistryImageReader(caller).fetching(fetched, resolver::exists));
  }

  private RepositoryReader reader(
      RegistryCaller caller, ManifestResolver resolver, ContentsReader.Presence sources) {
    Lister listings = new RepositoryLister(caller, artifactRegistry, names, settings.uploads());
    FanOut heads = new FanOut(settings.concurrency());
    return new RegistryRepositoryReader(
        caller,
        new ContentsReader(resolver, sources, strict, heads),
        new ListingDoubts(resolver, heads),
        repositories -> {
          caller.expect(repositories);
          return new InventoryLister(listings, artifactRegistry, repositories);
        },
        names,
        artifactRegistry);
  }

  /** Reads images as the job itself. */
  public ImageReader images() {
    return new RegistryImageReader(readingCaller());
  }

  /** Looks at images as the job itself. */
  public ContentProbe probe() {
    RegistryCaller caller = readingCaller();
    return new RegistryContentProbe(
        caller, new BlobProbe(caller, blobHeads), new ManifestResolver(caller, withoutHead));
  }

  /**
   * The same for these repositories, as which it may ask for fewer tokens.
   *
   * @param asked what it will be asked about, and more
   */
  public ContentProbe probe(Collection<Repository> asked) {
    readingCaller().expect(asked);
    return probe();
  }

  /** Reads places that serve blobs to everybody; it shows them no credential. */
  public BlobMirrors mirrors() {
    RegistryCaller caller =
        new RegistryCaller(
            bare,
            authorizer,
            Rewrites.NONE,
            settings.network().plainHosts(),
            RegistryCaller.Role.MIRROR,
            ServiceAccounts.NONE,
            retries);
    return new WebBlobMirrors(
        caller, new BlobProbe(caller, blobHeads), settings.network().plainHosts());
  }

  /** Writes, on Google's hosts as the service account of each repository. */
  public ImageWriter writer(ServiceAccounts accounts) {
    RegistryCaller caller = caller(RegistryCaller.Role.WRITER, accounts);
    return new RegistryImageWriter(
        caller,
        new ManifestResolver(caller, withoutHead),
        new RepositoryLister(caller, artifactRegistry, names, settings.uploads()),
        strict,
        names,
        retries);
  }

  /**
   * What so many requests mean for each host: a pure estimate, nothing is asked.
   *
   * @param requests by repository, before rewriting
   * @return by host, in the hosts' order
   */
  public ImmutableList<PlannedLoad> plannedLoad(Map<Repository, Long> requests) {
    Map<Repository, Long> addressed = new HashMap<>();
    requests.forEach(
        (repository, count) ->
            addressed.merge(settings.rewrites().apply(repository), count, Long::sum));
    return PlannedLoad.of(addressed, settings.limits());
  }

  /**
   * How many requests a second about these repositories are let through while no other run shares
   * them; infinite where nothing but the hosts limits them.
   *
   * @param repositories before rewriting
   */
  public double rate(Collection<Repository> repositories) {
    return settings
        .limits()
        .together(repositories.stream().map(settings.rewrites()::apply).toList());
  }

  /** What was asked so far; may be called while requests are under way. */
  public TrafficReport traffic() {
    return counted.report();
  }

  /** The number of requests sent so far, as {@link #traffic} has them; cheap. */
  public long requests() {
    return counted.requests();
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }

  private RegistryCaller readingCaller() {
    return caller(RegistryCaller.Role.READER, ServiceAccounts.NONE);
  }

  private RegistryCaller caller(RegistryCaller.Role role, ServiceAccounts accounts) {
    return new RegistryCaller(
        exchange,
        authorizer,
        settings.rewrites(),
        settings.network().plainHosts(),
        role,
        accounts,
        retries);
  }
}
