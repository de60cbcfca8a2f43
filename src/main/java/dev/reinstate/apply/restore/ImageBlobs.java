package dev.reinstate.apply.restore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Sees to it that a repository has the blobs of an image. */
final class ImageBlobs {

  /**
   * What a manifest refers to.
   *
   * @param unknown whether the registry did not know the repository when it was listed
   */
  record Need(
      Repository repository,
      DescriptorDigest manifest,
      List<Descriptor> blobs,
      BlobOrigin origin,
      boolean unknown) {}

  /** The longest way first, so that nobody waits for it alone in the end. */
  private static final Comparator<Descriptor> LARGEST_FIRST =
      Comparator.comparingLong(Descriptor::size).reversed();

  private final ImageWriter writer;
  private final BlobSupply supply;
  private final ParallelIo parallel;
  private final boolean copyNondistributable;
  private final BareHosts bare = new BareHosts();
  private final SingleFlight<Repository, Boolean, RuntimeException> empty =
      new SingleFlight<>(RuntimeException.class);

  ImageBlobs(ImageWriter writer, BlobSupply supply, FanOut fanOut, boolean copyNondistributable) {
    this.writer = writer;
    this.supply = supply;
    this.parallel = new ParallelIo(fanOut);
    this.copyNondistributable = copyNondistributable;
  }

  /**
   * Supplies what must not be left to the registry to ask for.
   *
   * <p>A registry need not refuse a manifest whose blobs it lacks. Unless it is known to, the blobs
   * come before the manifest: a run that dies between the two must not leave an image that the next
   * run takes for whole.
   *
   * <p>Source:
   * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests ("MAY
   * reject").
   *
   * <p>Into a repository without blobs, and to a host that seems to have none, they come first
   * anyway: its registry has none to find.
   */
  void supplyFirst(Need need) throws IOException {
    List<Descriptor> wanted = wanted(need, any -> true);
    if (wanted.isEmpty()) {
      return;
    }
    if (need.unknown() && empty.get(need.repository(), () -> isEmpty(need.repository(), wanted))) {
      supplyAll(need, wanted, supply::send);
      return;
    }
    if (writer.refusesIncomplete(need.repository(), need.manifest())) {
      supplyAll(
          need,
          bare.isBare(need.repository().host())
              ? wanted
              : absentNondistributable(need.repository(), wanted),
          supply::send);
      return;
    }
    supplyAll(need, wanted, supply::sendUnlessThere);
  }

  /**
   * Supplies what the registry misses.
   *
   * @param named what it says that is; empty or of no use when it does not say
   */
  void supplyMissing(Need need, Set<DescriptorDigest> named) throws IOException {
    List<Descriptor> those = wanted(need, named::contains);
    if (those.isEmpty()) {
      supplyEvery(need);
    } else {
      supplyAll(need, those, supply::send);
    }
  }

  /** Supplies whatever turns out not to be there. */
  void supplyEvery(Need need) throws IOException {
    supplyAll(need, wanted(need, any -> true), supply::sendUnlessThere);
  }

  /** Notes that all of it is there. */
  void wereThere(Need need) throws IOException {
    if (hasOthers(need, ImmutableSet.of())) {
      bare.had(need.repository().host());
    }
    for (Descriptor blob : wanted(need, any -> true)) {
      supply.isThere(need.repository(), blob);
    }
  }

  /** What the repository is taken to have of it. */
  ImmutableMap<Descriptor, BlobSupply.Held> believed(Need need) {
    ImmutableMap.Builder<Descriptor, BlobSupply.Held> believed = ImmutableMap.builder();
    wanted(need, any -> true)
        .forEach(
            blob ->
                supply.find(need.repository(), blob).ifPresent(held -> believed.put(blob, held)));
    return believed.buildKeepingLast();
  }

  /**
   * The registry misses some of what it was taken to have: that is not believed any more.
   *
   * @param believed what was, before the registry was asked
   * @param named what it says that it misses; empty or of no use when it does not say
   * @param again whether it was supplied before
   */
  void refused(
      Need need,
      ImmutableMap<Descriptor, BlobSupply.Held> believed,
      Set<DescriptorDigest> named,
      boolean again) {
    boolean some = !wanted(need, named::contains).isEmpty();
    if (some && !again) {
      if (hasOthers(need, named)) {
        bare.had(need.repository().host());
      } else {
        bare.lacks(need.repository().host());
      }
    }
    believed.forEach(
        (blob, held) -> {
          if (!some || named.contains(blob.digest())) {
            supply.forget(held, blob, /* sentOnly= */ some || again);
          }
        });
  }

  /** Whether the registry has a blob that was not put there, besides those it misses. */
  private boolean hasOthers(Need need, Set<DescriptorDigest> missing) {
    return wanted(need, digest -> !missing.contains(digest)).stream()
        .anyMatch(blob -> supply.find(need.repository(), blob).isEmpty());
  }

  /**
   * Whether a repository that its registry does not know seems to have no blobs either. It may have
   * some all the same: CNCF distribution knows a repository by its tags, and in object storage no
   * longer once they are deleted. So one is looked for, once a repository, before anything is sent;
   * what cannot be looked at may have some.
   *
   * <p>Source:
   * https://github.com/distribution/distribution/blob/v3.0.0/registry/storage/tagstore.go
   */
  private boolean isEmpty(Repository repository, List<Descriptor> blobs) {
    Optional<Descriptor> any =
        blobs.stream().filter(blob -> !MediaTypes.isNondistributable(blob.mediaType())).findFirst();
    try {
      return any.isPresent() && !writer.hasBlob(repository, any.get().digest());
    } catch (IOException e) {
      return false;
    }
  }

  /** For a human; empty when nothing is. */
  String whatIsLeftOut() {
    return copyNondistributable
        ? ""
        : " (--allow-nondistributable-artifacts copies foreign layers)";
  }

  /** No registry asks for a layer that registries do not distribute, so they are looked for. */
  private List<Descriptor> absentNondistributable(Repository repository, List<Descriptor> wanted)
      throws IOException {
    ImmutableList.Builder<Descriptor> absent = ImmutableList.builder();
    for (Descriptor blob : wanted) {
      if (MediaTypes.isNondistributable(blob.mediaType())
          && !writer.hasBlob(repository, blob.digest())) {
        absent.add(blob);
      }
    }
    return absent.build();
  }

  /** Blobs to be had: layers that registries do not distribute stay as they are declared. */
  private List<Descriptor> wanted(Need need, Predicate<DescriptorDigest> which) {
    return need.blobs().stream()
        .filter(blob -> which.test(blob.digest()))
        .filter(blob -> copyNondistributable || !MediaTypes.isNondistributable(blob.mediaType()))
        .sorted(LARGEST_FIRST)
        .toList();
  }

  private interface Way {
    void supply(Repository repository, Descriptor blob, BlobOrigin origin) throws IOException;
  }

  private void supplyAll(Need need, List<Descriptor> blobs, Way way) throws IOException {
    parallel.map(
        blobs,
        blob -> {
          way.supply(need.repository(), blob, need.origin());
          return blob;
        });
  }
}
