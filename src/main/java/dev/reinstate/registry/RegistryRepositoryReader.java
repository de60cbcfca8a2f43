package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.KnownNames;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.RepositoryReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads a repository by one listing where that tells digests, and otherwise by a listing and a
 * request for each tag and digest that matters. Told beforehand what it will read, it knows
 * Artifact Registry's inventory.
 */
final class RegistryRepositoryReader implements RepositoryReader {

  /** Makes what lists repositories of which it is known that they will be asked about. */
  interface Listers {
    Lister over(Collection<Repository> repositories);
  }

  /** Finds out whether a repository has an image, where its listing does not tell. */
  interface Presence {
    boolean exists(Repository repository, DescriptorDigest digest) throws IOException;
  }

  private final RegistryCaller caller;
  private final Presence sources;
  private final ReferrersApi referrers;
  private final Listers listers;
  private final KnownNames names;
  private final FanOut heads;
  private final Lister lister;
  private final ManifestResolver resolver;

  /** Hosts whose listings were seen to tell digests, so that an unknown name there is final. */
  private final Set<String> hostsWithDigests;

  /**
   * @param sources of repositories of which nothing else matters
   */
  RegistryRepositoryReader(
      RegistryCaller caller, Presence sources, Listers listers, KnownNames names, FanOut heads) {
    this(
        caller,
        sources,
        new ReferrersApi(caller, names),
        listers,
        names,
        heads,
        listers.over(ImmutableList.of()),
        ConcurrentHashMap.newKeySet());
  }

  private RegistryRepositoryReader(
      RegistryCaller caller,
      Presence sources,
      ReferrersApi referrers,
      Listers listers,
      KnownNames names,
      FanOut heads,
      Lister lister,
      Set<String> hostsWithDigests) {
    this.caller = caller;
    this.sources = sources;
    this.referrers = referrers;
    this.listers = listers;
    this.names = names;
    this.heads = heads;
    this.lister = lister;
    this.resolver = new ManifestResolver(caller);
    this.hostsWithDigests = hostsWithDigests;
  }

  @Override
  public RepositoryReader over(Collection<Repository> repositories) {
    return new RegistryRepositoryReader(
        caller,
        sources,
        referrers,
        listers,
        names,
        heads,
        listers.over(repositories),
        hostsWithDigests);
  }

  @Override
  public ImmutableSet<DescriptorDigest> referrers(Repository repository, DescriptorDigest subject)
      throws IOException {
    return referrers.of(repository, subject);
  }

  @Override
  public LiveRepository read(Repository repository, Expectation expectation) {
    names.add(expectation.digests(), expectation.tags());
    try {
      Optional<Listing> listing = lister.list(repository, expectation);
      return listing.isPresent()
          ? contents(repository, noted(repository, listing.get()), expectation)
          : notListed(repository, expectation);
    } catch (IOException e) {
      return new LiveRepository.Unreadable(e.getMessage());
    } catch (UncheckedIOException e) {
      return new LiveRepository.Unreadable(e.getCause().getMessage());
    }
  }

  private Listing noted(Repository repository, Listing listing) {
    if (listing.tellsDigests()) {
      hostsWithDigests.add(caller.address(repository).host());
    }
    return listing;
  }

  /**
   * A repository that the registry does not know. CNCF distribution knows one by its tags alone, so
   * that there may be images in it. Google's registries keep the blobs of many repositories
   * together, so that there may be blobs for it.
   */
  private LiveRepository notListed(Repository repository, Expectation expectation) {
    String host = caller.address(repository).host();
    if (GoogleHosts.contains(host)) {
      return LiveRepository.EMPTY;
    }
    if (hostsWithDigests.contains(host)) {
      return LiveRepository.UNKNOWN;
    }
    LiveRepository.Contents found = contents(repository, Listing.SILENT, expectation);
    return found.images().isEmpty() ? LiveRepository.UNKNOWN_AND_HIDING : found;
  }

  private LiveRepository.Contents contents(
      Repository repository, Listing listing, Expectation expectation) {
    if (listing.tellsDigests() && listing.digests().size() == listing.tags().size()) {
      return new LiveRepository.Contents(
          listing.images(), listing.digests(), ImmutableSet.of(), listing.children());
    }
    ImmutableMap<String, DescriptorDigest> tags =
        ImmutableMap.<String, DescriptorDigest>builder()
            .putAll(listing.digests())
            .putAll(resolved(repository, tagsToAsk(listing, expectation)))
            .buildOrThrow();
    Set<DescriptorDigest> images = new HashSet<>(listing.images());
    images.addAll(tags.values());
    if (!listing.tellsDigests()) {
      Presence presence =
          expectation.breadth() == Expectation.Breadth.IMAGES ? sources : resolver::exists;
      images.addAll(present(repository, Sets.difference(expectation.digests(), images), presence));
    }
    ImmutableSet<String> otherTags =
        listing.tellsDigests()
            ? ImmutableSet.of()
            : Sets.difference(listing.tags(), wanted(listing, expectation)).immutableCopy();
    return new LiveRepository.Contents(
        ImmutableSet.copyOf(images),
        tags,
        otherTags,
        listing.children(),
        listing.tellsDigests(),
        /* unknown= */ false);
  }

  private static Set<String> tagsToAsk(Listing listing, Expectation expectation) {
    return listing.tellsDigests()
        ? Sets.difference(listing.tags(), listing.digests().keySet())
        : wanted(listing, expectation);
  }

  private static Set<String> wanted(Listing listing, Expectation expectation) {
    return expectation.everyTag()
        ? listing.tags()
        : Sets.intersection(listing.tags(), expectation.tags());
  }

  private Map<String, DescriptorDigest> resolved(Repository repository, Collection<String> tags) {
    ImmutableMap.Builder<String, DescriptorDigest> resolved = ImmutableMap.builder();
    heads
        .map(ImmutableList.copyOf(tags), tag -> resolve(repository, tag))
        .forEach(answer -> answer.digest().ifPresent(digest -> resolved.put(answer.tag(), digest)));
    return resolved.buildOrThrow();
  }

  private record ResolvedTag(String tag, Optional<DescriptorDigest> digest) {}

  private ResolvedTag resolve(Repository repository, String tag) {
    try {
      return new ResolvedTag(tag, resolver.resolve(repository, tag));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Set<DescriptorDigest> present(
      Repository repository, Collection<DescriptorDigest> digests, Presence presence) {
    Set<DescriptorDigest> present = new HashSet<>();
    heads
        .map(ImmutableList.copyOf(digests), digest -> ifPresent(repository, digest, presence))
        .forEach(found -> found.ifPresent(present::add));
    return present;
  }

  private static Optional<DescriptorDigest> ifPresent(
      Repository repository, DescriptorDigest digest, Presence presence) {
    try {
      return presence.exists(repository, digest) ? Optional.of(digest) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
