package dev.reinstate.scrub;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.ContentProbe;
import dev.reinstate.inventory.Probed;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Source;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where what is broken is to be had: the sources of a missing image in the same order, each looked
 * at before it is named, so that a dry run knows what can be healed.
 */
final class Remedies {

  /** More of a kind are not needed: they are asked one after the other. */
  private static final int MOST_OF_A_KIND = 2;

  private static final int FAULTS_AT_ONCE = 256;

  /**
   * Where to get something.
   *
   * @param sources best first; empty when nobody has it
   * @param asked for a human: who was asked in vain
   */
  record Remedy(ImmutableList<Source> sources, ImmutableList<String> asked) {}

  private record Place(Object where, DescriptorDigest object) {}

  private final ContentProbe probe;
  private final BlobMirrors mirrors;
  private final ImmutableSet<URI> roots;
  private final StoredContent store;
  private final DesiredState desired;
  private final Universe universe;
  private final Damages damages;
  private final ImmutableListMultimap<DescriptorDigest, Repository> holders;
  private final ImmutableMap<DescriptorDigest, Descriptor> stored;
  private final SingleFlight<Place, Boolean, RuntimeException> looks =
      new SingleFlight<>(RuntimeException.class);

  Remedies(
      ContentProbe probe,
      BlobMirrors mirrors,
      ImmutableSet<URI> roots,
      StoredContent store,
      DesiredState desired,
      MergeBase agreed,
      Universe universe,
      Damages damages) {
    this.probe = probe;
    this.mirrors = mirrors;
    this.roots = roots;
    this.store = store;
    this.desired = desired;
    this.universe = universe;
    this.damages = damages;
    Set<DescriptorDigest> images = new HashSet<>();
    Set<DescriptorDigest> held = new HashSet<>();
    for (Fault fault : damages.faults()) {
      damages.broken(fault).forEach(image -> images.add(universe.images().get(image).digest()));
      held.add(fault.neededBy());
    }
    held.addAll(images);
    this.holders = holders(desired, images);
    this.stored = stored(agreed, held);
  }

  private static ImmutableListMultimap<DescriptorDigest, Repository> holders(
      DesiredState desired, Set<DescriptorDigest> images) {
    ImmutableListMultimap.Builder<DescriptorDigest, Repository> holders =
        ImmutableListMultimap.builder();
    if (!images.isEmpty()) {
      desired
          .repositories()
          .forEach(
              (repository, wanted) ->
                  wanted.images().tagsByDigest().keySet().stream()
                      .filter(images::contains)
                      .forEach(digest -> holders.put(digest, repository)));
    }
    return holders.build();
  }

  private static ImmutableMap<DescriptorDigest, Descriptor> stored(
      MergeBase agreed, Set<DescriptorDigest> images) {
    Map<DescriptorDigest, Descriptor> stored = new LinkedHashMap<>();
    for (var repository : agreed.repositories().values()) {
      for (Map.Entry<DescriptorDigest, MergeBaseImage> image : repository.images().entrySet()) {
        if (image.getValue().held() && images.contains(image.getKey())) {
          stored.put(image.getKey(), image.getValue().content());
        }
      }
    }
    return ImmutableMap.copyOf(stored);
  }

  /** For every fault. */
  ImmutableMap<Fault, Remedy> all() {
    ImmutableList<Fault> faults = ImmutableList.copyOf(damages.faults());
    ImmutableMap.Builder<Fault, Remedy> remedies = ImmutableMap.builder();
    new FanOut(FAULTS_AT_ONCE)
        .map(faults, fault -> Map.entry(fault, remedy(fault)))
        .forEach(remedies::put);
    return remedies.buildOrThrow();
  }

  private Remedy remedy(Fault fault) {
    ImmutableList.Builder<Source> sources = ImmutableList.builder();
    List<String> asked = new ArrayList<>();
    Set<Repository> destinations = destinations(fault);
    for (Source.Kind kind : List.of(Source.Kind.MOUNT, Source.Kind.MIRROR)) {
      boolean sameHost = kind == Source.Kind.MOUNT;
      addLive(
          fault,
          kind,
          destinations.stream()
              .filter(each -> each.host().equals(fault.repository().host()) == sameHost)
              .toList(),
          sources,
          asked);
    }
    addLive(fault, Source.Kind.STAGING, staging(fault, destinations), sources, asked);
    if (fault.isOfBlob()) {
      for (URI root : roots) {
        if (looks.get(new Place(root, fault.object().digest()), () -> hasMirror(root, fault))) {
          sources.add(new Source.Mirrored(root.toString()));
        } else {
          asked.add(root.toString());
        }
      }
    }
    addStored(fault, sources, asked);
    return new Remedy(sources.build(), ImmutableList.copyOf(asked));
  }

  private boolean hasMirror(URI root, Fault fault) {
    return mirrors.present(root, fault.object()) instanceof Probed.Whole;
  }

  private void addLive(
      Fault fault,
      Source.Kind kind,
      List<Repository> candidates,
      ImmutableList.Builder<Source> sources,
      List<String> asked) {
    int found = 0;
    for (Repository candidate : candidates) {
      if (found == MOST_OF_A_KIND) {
        return;
      }
      if (!damages.has(candidate, fault.object().digest()) && has(candidate, fault)) {
        sources.add(new Source.Live(kind, candidate));
        found++;
      } else {
        asked.add(candidate.toString());
      }
    }
  }

  private boolean has(Repository candidate, Fault fault) {
    return looks.get(
        new Place(candidate, fault.object().digest()),
        () ->
            fault.isOfBlob()
                ? probe.present(candidate, fault.object()) instanceof Probed.Whole
                : probe.manifest(candidate, fault.object().digest()) instanceof Probed.Whole);
  }

  /** The snapshot that holds a manifest should hold its blobs. */
  private void addStored(Fault fault, ImmutableList.Builder<Source> sources, List<String> asked) {
    Descriptor manifest = stored.get(fault.neededBy());
    Descriptor content = fault.isOfBlob() ? fault.object() : manifest;
    if (manifest != null && store.has(content.digest())) {
      sources.add(new Source.Stored(content));
    } else {
      asked.add("the snapshot");
    }
  }

  /** Where the broken images should be besides; not where it was found broken. */
  private Set<Repository> destinations(Fault fault) {
    Set<Repository> destinations = new LinkedHashSet<>();
    for (int image : damages.broken(fault)) {
      destinations.addAll(holders.get(universe.images().get(image).digest()));
    }
    destinations.remove(fault.repository());
    return destinations;
  }

  private List<Repository> staging(Fault fault, Set<Repository> destinations) {
    Set<Repository> staging = new LinkedHashSet<>();
    destinations.forEach(each -> addStaging(each, staging));
    addStaging(fault.repository(), staging);
    return List.copyOf(staging);
  }

  private void addStaging(Repository destination, Set<Repository> staging) {
    DesiredRepository wanted = desired.repositories().get(destination);
    if (wanted != null) {
      staging.addAll(wanted.sources());
    }
  }
}
