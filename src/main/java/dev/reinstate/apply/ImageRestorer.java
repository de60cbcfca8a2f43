package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Brings an image back with its closure. Where the registry checks it, the manifest comes first:
 * often its blobs are still there.
 */
final class ImageRestorer {

  /** Under what to put a manifest, decided right before it is put. */
  interface Name {
    /** A tag, or the manifest's digest. */
    String choose() throws IOException;
  }

  /** Real indexes nest once or twice; a deeper one is hostile. */
  private static final int MOST_LEVELS = 16;

  private static final int CHILDREN_AT_ONCE = 8;

  private final ImageWriter writer;
  private final ManifestSupply manifests;
  private final ImageBlobs blobs;

  /** What each image was put under. */
  private final SingleFlight<KnownState.Image, String, IOException> restored =
      new SingleFlight<>(IOException.class);

  ImageRestorer(ImageWriter writer, ManifestSupply manifests, ImageBlobs blobs) {
    this.writer = writer;
    this.manifests = manifests;
    this.blobs = blobs;
  }

  /**
   * Returns when the repository has the image and everything its manifest refers to.
   *
   * @return the tag or digest under which it was put
   */
  String restore(
      Repository repository,
      DescriptorDigest digest,
      List<Source> sources,
      Name name,
      KnownState known)
      throws IOException {
    return restored.get(
        new KnownState.Image(repository, digest),
        () -> place(repository, digest, sources, name, known, 0));
  }

  private String place(
      Repository repository,
      DescriptorDigest digest,
      List<Source> sources,
      Name name,
      KnownState known,
      int level)
      throws IOException {
    if (level > MOST_LEVELS) {
      throw new IOException("index nested more than " + MOST_LEVELS + " levels deep");
    }
    Manifest manifest = manifests.get(digest, sources);
    Restoration restoration =
        new Restoration(
            repository, manifest, ManifestReferences.of(manifest), sources, name, known, level);
    placeChildren(restoration, child -> !known.has(repository, child.digest()));
    blobs.supplyFirst(restoration.need());
    return put(restoration);
  }

  private record Restoration(
      Repository repository,
      Manifest manifest,
      ManifestReferences references,
      List<Source> sources,
      Name name,
      KnownState known,
      int level) {

    ImageBlobs.Need need() {
      return new ImageBlobs.Need(repository, manifest.digest(), references.blobs(), sources);
    }
  }

  private void placeChildren(Restoration parent, Predicate<Descriptor> which) throws IOException {
    List<Descriptor> children = parent.references().children().stream().filter(which).toList();
    try {
      // Its own: whoever waits for a child's children must not hold what they need to begin.
      new FanOut(CHILDREN_AT_ONCE).map(children, child -> placedChild(parent, child));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Descriptor placedChild(Restoration parent, Descriptor child) {
    try {
      placeChild(parent, child);
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A registry may take an index without its children, so they are looked for before it is pushed.
   */
  private void placeChild(Restoration parent, Descriptor child) throws IOException {
    Repository repository = parent.repository();
    String digest = child.digest().toString();
    // Looking and placing are one flight: a registry may stumble over a manifest half written.
    restored.get(
        new KnownState.Image(repository, child.digest()),
        () ->
            !parent.known().lacks(repository, child.digest())
                    && writer.resolve(repository, digest).isPresent()
                ? digest
                : place(
                    repository,
                    child.digest(),
                    sourcesOf(child, parent.sources()),
                    () -> digest,
                    parent.known(),
                    parent.level() + 1));
  }

  /**
   * Registries that have an index have its children; the snapshot stores each under its own name.
   */
  private static List<Source> sourcesOf(Descriptor child, List<Source> sources) {
    return sources.stream()
        .map(source -> source instanceof Source.Stored ? new Source.Stored(child) : source)
        .toList();
  }

  private String put(Restoration restoration) throws IOException {
    String name = restoration.name().choose();
    switch (writer.putManifest(restoration.repository(), name, restoration.manifest())) {
      case PutResult.Accepted ignored -> blobs.wereThere(restoration.need());
      case PutResult.MissingReferences refused -> {
        placeChildren(restoration, any -> true); // also what was there when the plan was made
        blobs.supplyMissing(restoration.need(), refused.named());
        return putComplete(restoration);
      }
    }
    return name;
  }

  /**
   * Second try, with all that was missed in place; a registry that names one blob at a time gets a
   * third.
   */
  private String putComplete(Restoration restoration) throws IOException {
    Repository repository = restoration.repository();
    Manifest manifest = restoration.manifest();
    String name = restoration.name().choose();
    if (writer.putManifest(repository, name, manifest) instanceof PutResult.Accepted) {
      return name;
    }
    blobs.supplyEvery(restoration.need());
    String again = restoration.name().choose();
    if (writer.putManifest(repository, again, manifest)
        instanceof PutResult.MissingReferences refused) {
      throw refused(repository, manifest, refused.named());
    }
    return again;
  }

  private IOException refused(
      Repository repository, Manifest manifest, Set<DescriptorDigest> missed) {
    return new IOException(
        repository
            + " refuses manifest "
            + manifest.digest()
            + " although everything it refers to was put; the registry misses "
            + (missed.isEmpty() ? "something it does not name" : missed)
            + blobs.whatIsLeftOut());
  }
}
