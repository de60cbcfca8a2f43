package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.endpoint.TagListing;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a repository has: what its listing says, and by a request for each what it leaves open. A
 * tag that answers is not yet an image: on some registries, go-containerregistry's for one, the tag
 * of a manifest that was deleted goes on answering, so the digest is asked for too. CNCF
 * distribution finds a tag's manifest by its digest, so there the answer stands for both.
 */
final class ContentsReader {

  /** Finds out whether a repository has an image, where its listing does not tell. */
  interface Presence {
    boolean exists(Repository repository, DescriptorDigest digest) throws IOException;
  }

  /** To recognise a registry by how it says that it lacks something. */
  private static final DescriptorDigest NOWHERE =
      Digests.of("a manifest that no registry has".getBytes(UTF_8));

  private final ManifestResolver resolver;
  private final Presence sources;
  private final BlobCheckingHosts kinds;
  private final ParallelIo heads;

  /**
   * @param sources of repositories of which nothing else matters
   */
  ContentsReader(
      ManifestResolver resolver, Presence sources, BlobCheckingHosts kinds, FanOut heads) {
    this.resolver = resolver;
    this.sources = sources;
    this.kinds = kinds;
    this.heads = new ParallelIo(heads);
  }

  /** {@link IOException} when something that is asked for gets no answer. */
  LiveRepository.Contents read(Repository repository, TagListing listing, Expectation expectation)
      throws IOException {
    if (listing.tellsDigests() && listing.digests().size() == listing.tags().size()) {
      return new LiveRepository.Contents(
          listing.images(), listing.digests(), ImmutableSet.of(), listing.children());
    }
    Map<String, DescriptorDigest> resolved = resolved(repository, tagsToAsk(listing, expectation));
    ImmutableSet<String> otherTags =
        listing.tellsDigests()
            ? ImmutableSet.of()
            : Sets.difference(listing.tags(), wanted(listing, expectation)).immutableCopy();
    return new LiveRepository.Contents(
        images(repository, listing, ImmutableSet.copyOf(resolved.values()), expectation),
        ImmutableMap.<String, DescriptorDigest>builder()
            .putAll(listing.digests())
            .putAll(resolved)
            .buildOrThrow(),
        otherTags,
        listing.children(),
        listing.tellsDigests(),
        /* unknown= */ false);
  }

  private ImmutableSet<DescriptorDigest> images(
      Repository repository,
      TagListing listing,
      ImmutableSet<DescriptorDigest> tagged,
      Expectation expectation)
      throws IOException {
    Set<DescriptorDigest> images = new HashSet<>(listing.images());
    Set<DescriptorDigest> open = Sets.difference(tagged, listing.images()).immutableCopy();
    if (!open.isEmpty()) {
      images.addAll(
          kinds.has(repository, NOWHERE) ? open : present(repository, open, resolver::existsNamed));
    }
    if (!listing.tellsDigests()) {
      boolean isSource = expectation.breadth() == Expectation.Breadth.IMAGES;
      images.addAll(
          present(
              repository,
              Sets.difference(expectation.digests(), Sets.union(images, open)).immutableCopy(),
              isSource ? sources : resolver::exists));
    }
    return ImmutableSet.copyOf(images);
  }

  private static Set<String> tagsToAsk(TagListing listing, Expectation expectation) {
    return listing.tellsDigests()
        ? Sets.difference(listing.tags(), listing.digests().keySet())
        : wanted(listing, expectation);
  }

  private static Set<String> wanted(TagListing listing, Expectation expectation) {
    return expectation.everyTag()
        ? listing.tags()
        : Sets.intersection(listing.tags(), expectation.tags());
  }

  private record ResolvedTag(String tag, Optional<DescriptorDigest> digest) {}

  private Map<String, DescriptorDigest> resolved(Repository repository, Collection<String> tags)
      throws IOException {
    ImmutableMap.Builder<String, DescriptorDigest> resolved = ImmutableMap.builder();
    heads
        .map(
            ImmutableList.copyOf(tags),
            tag -> new ResolvedTag(tag, resolver.resolveNamed(repository, tag)))
        .forEach(answer -> answer.digest().ifPresent(digest -> resolved.put(answer.tag(), digest)));
    return resolved.buildOrThrow();
  }

  private Set<DescriptorDigest> present(
      Repository repository, Collection<DescriptorDigest> digests, Presence presence)
      throws IOException {
    Set<DescriptorDigest> present = ConcurrentHashMap.newKeySet();
    heads.map(
        ImmutableList.copyOf(digests),
        digest -> presence.exists(repository, digest) && present.add(digest));
    return present;
  }
}
