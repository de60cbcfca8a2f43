package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Brings an image back with its closure, manifest first: often its blobs are still there. */
final class ImageRestorer {

  /** Real indexes nest once or twice; a deeper one is hostile. */
  private static final int MOST_LEVELS = 16;

  private record Placed(Repository repository, DescriptorDigest digest) {}

  private final ImageWriter writer;
  private final ManifestSupply manifests;
  private final BlobSupply blobs;
  private final CompletenessCheck completeness;
  private final FanOut blobFanOut;
  private final boolean copyNondistributable;
  private final SingleFlight<Placed, DescriptorDigest, IOException> restored =
      new SingleFlight<>(IOException.class);

  ImageRestorer(
      ImageWriter writer,
      ManifestSupply manifests,
      BlobSupply blobs,
      FanOut blobFanOut,
      boolean copyNondistributable) {
    this.writer = writer;
    this.manifests = manifests;
    this.blobs = blobs;
    this.completeness = new CompletenessCheck(writer);
    this.blobFanOut = blobFanOut;
    this.copyNondistributable = copyNondistributable;
  }

  /** Returns when the repository has the image and everything its manifest refers to. */
  void restore(Repository repository, DescriptorDigest digest, List<Source> sources)
      throws IOException {
    restored.get(new Placed(repository, digest), () -> place(repository, digest, sources, 0));
  }

  private DescriptorDigest place(
      Repository repository, DescriptorDigest digest, List<Source> sources, int level)
      throws IOException {
    if (level > MOST_LEVELS) {
      throw new IOException("index nested more than " + MOST_LEVELS + " levels deep");
    }
    Manifest manifest = manifests.get(digest, sources);
    ManifestReferences references = ManifestReferences.of(manifest);
    for (Descriptor child : references.children()) {
      placeChild(repository, child.digest(), sourcesOf(child, sources), level + 1);
    }
    if (copyNondistributable) {
      supply(repository, absentNondistributable(repository, references), sources);
    }
    putManifest(repository, manifest, references, sources);
    return digest;
  }

  /** No registry asks for a layer that registries do not distribute, so they are looked for. */
  private List<Descriptor> absentNondistributable(
      Repository repository, ManifestReferences references) throws IOException {
    ImmutableList.Builder<Descriptor> absent = ImmutableList.builder();
    for (Descriptor blob : references.blobs()) {
      if (MediaTypes.isNondistributable(blob.mediaType())
          && !writer.hasBlob(repository, blob.digest())) {
        absent.add(blob);
      }
    }
    return absent.build();
  }

  /**
   * A registry may take an index without its children, so they are looked for before it is pushed.
   */
  private void placeChild(
      Repository repository, DescriptorDigest child, List<Source> sources, int level)
      throws IOException {
    // Looking and placing are one flight: a registry may stumble over a manifest half written.
    restored.get(
        new Placed(repository, child),
        () ->
            writer.resolve(repository, child.toString()).isPresent()
                ? child
                : place(repository, child, sources, level));
  }

  /**
   * Registries that have an index have its children; the snapshot stores each under its own name.
   */
  private static List<Source> sourcesOf(Descriptor child, List<Source> sources) {
    return sources.stream()
        .map(source -> source instanceof Source.Stored ? new Source.Stored(child) : source)
        .toList();
  }

  private void putManifest(
      Repository repository, Manifest manifest, ManifestReferences references, List<Source> sources)
      throws IOException {
    boolean blobsFirst = completeness.takesAnything(repository.host());
    if (blobsFirst) {
      supply(repository, absent(repository, references), sources);
    }
    String reference = manifest.digest().toString();
    switch (writer.putManifest(repository, reference, manifest)) {
      case PutResult.Accepted ignored -> {
        List<Descriptor> absent = blobsFirst ? ImmutableList.of() : absent(repository, references);
        if (!absent.isEmpty()) {
          completeness.sawIncomplete(repository.host());
          complete(repository, manifest, absent, sources);
        }
      }
      case PutResult.MissingReferences refused -> {
        completeness.sawRefusal(repository.host());
        supply(repository, missing(references, refused.named()), sources);
        putComplete(repository, manifest, references, sources);
      }
    }
  }

  /** The registry has the manifest already, so that a failure here is one for a human. */
  private void complete(
      Repository repository, Manifest manifest, List<Descriptor> absent, List<Source> sources)
      throws IOException {
    try {
      supply(repository, absent, sources);
    } catch (IOException e) {
      throw new IOException(
          repository
              + "@"
              + manifest.digest()
              + " is there without all of its blobs, because the registry takes such manifests;"
              + " later runs take it for whole, so push it from elsewhere or delete it: "
              + Failures.describe(e),
          e);
    }
  }

  /**
   * Second try, with all that was missed in place; a registry that names one blob at a time gets a
   * third.
   */
  private void putComplete(
      Repository repository, Manifest manifest, ManifestReferences references, List<Source> sources)
      throws IOException {
    String reference = manifest.digest().toString();
    if (writer.putManifest(repository, reference, manifest) instanceof PutResult.Accepted) {
      return;
    }
    supply(repository, wanted(references, any -> true), sources);
    if (writer.putManifest(repository, reference, manifest)
        instanceof PutResult.MissingReferences refused) {
      throw new IOException(
          repository
              + " refuses manifest "
              + reference
              + " although everything it refers to was put; the registry misses "
              + (refused.named().isEmpty() ? "something it does not name" : refused.named())
              + (copyNondistributable
                  ? ""
                  : " (--allow-nondistributable-artifacts copies foreign layers)"));
    }
  }

  private List<Descriptor> missing(ManifestReferences references, Set<DescriptorDigest> named) {
    List<Descriptor> those = wanted(references, named::contains);
    return those.isEmpty() ? wanted(references, any -> true) : those;
  }

  private List<Descriptor> absent(Repository repository, ManifestReferences references)
      throws IOException {
    Set<DescriptorDigest> missing =
        completeness.missing(repository, wanted(references, any -> true));
    return wanted(references, missing::contains);
  }

  /** Blobs to be had: layers that registries do not distribute stay as they are declared. */
  private List<Descriptor> wanted(
      ManifestReferences references, Predicate<DescriptorDigest> which) {
    return references.blobs().stream()
        .filter(blob -> which.test(blob.digest()))
        .filter(blob -> copyNondistributable || !MediaTypes.isNondistributable(blob.mediaType()))
        .toList();
  }

  private void supply(Repository repository, List<Descriptor> wanted, List<Source> sources)
      throws IOException {
    try {
      blobFanOut.map(wanted, blob -> supplyOne(repository, blob, sources));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Descriptor supplyOne(Repository repository, Descriptor blob, List<Source> sources) {
    try {
      blobs.supply(repository, blob, sources);
      return blob;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
