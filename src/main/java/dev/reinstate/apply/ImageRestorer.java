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

  /** An image to bring back. */
  private record Task(
      Repository repository,
      DescriptorDigest digest,
      BlobOrigin origin,
      Name name,
      KnownState known,
      int level) {

    KnownState.Image image() {
      return new KnownState.Image(repository, digest);
    }

    /** Registries that have an index have its children; the snapshot stores each by itself. */
    Task ofChild(Descriptor child) {
      List<Source> sources =
          origin.sources().stream()
              .map(source -> source instanceof Source.Stored ? new Source.Stored(child) : source)
              .toList();
      return new Task(
          repository,
          child.digest(),
          new BlobOrigin(sources, origin.shared()),
          () -> child.digest().toString(),
          known,
          level + 1);
    }
  }

  /** An image whose manifest was read. */
  private record Opened(Task task, Manifest manifest, ManifestReferences references) {

    Repository repository() {
      return task.repository();
    }

    ImageBlobs.Need need() {
      return new ImageBlobs.Need(
          repository(),
          manifest.digest(),
          references.blobs(),
          task.origin(),
          task.known().lacks(repository()));
    }
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
    BlobOrigin origin = new BlobOrigin(sources, known.shared().contains(digest));
    Task task = new Task(repository, digest, origin, name, known, 0);
    return restored.get(task.image(), () -> place(task));
  }

  private String place(Task task) throws IOException {
    if (task.level() > MOST_LEVELS) {
      throw new IOException("index nested more than " + MOST_LEVELS + " levels deep");
    }
    Manifest manifest = manifests.get(task.digest(), task.origin().sources());
    Opened image = new Opened(task, manifest, ManifestReferences.of(manifest));
    placeChildren(image, child -> !task.known().has(task.repository(), child.digest()));
    return put(image, blobs.supplyFirst(image.need()));
  }

  private void placeChildren(Opened parent, Predicate<Descriptor> which) throws IOException {
    List<Task> children =
        parent.references().children().stream().filter(which).map(parent.task()::ofChild).toList();
    try {
      // Its own: whoever waits for a child's children must not hold what they need to begin.
      new FanOut(CHILDREN_AT_ONCE).map(children, this::placeChild);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private String placeChild(Task child) {
    try {
      // Looking and placing are one flight: a registry may stumble over a manifest half written.
      return restored.get(
          child.image(), () -> isThere(child) ? child.name().choose() : place(child));
    } catch (IOException e) {
      if (child.known().neverSeen().contains(child.digest())) {
        return ""; // the index was without it
      }
      throw new UncheckedIOException(e);
    }
  }

  /** A registry may take an index without its children: they are looked for before it is pushed. */
  private boolean isThere(Task child) throws IOException {
    return !child.known().lacks(child.repository(), child.digest())
        && writer.resolve(child.repository(), child.digest().toString()).isPresent();
  }

  /** First try; a registry that misses blobs although they were {@code supplied} has lost them. */
  private String put(Opened image, boolean supplied) throws IOException {
    String name = image.task().name().choose();
    switch (writer.putManifest(image.repository(), name, image.manifest())) {
      case PutResult.Accepted ignored -> blobs.wereThere(image.need());
      case PutResult.MissingReferences refused -> {
        placeChildren(image, any -> true); // also those that were there when the plan was made
        if (supplied) {
          blobs.mayBeGone(image.need());
        }
        blobs.supplyMissing(image.need(), refused.named());
        return putComplete(image);
      }
    }
    return name;
  }

  /**
   * Second try, with all that was missed in place; a registry that names one blob at a time gets a
   * third.
   */
  private String putComplete(Opened image) throws IOException {
    String name = image.task().name().choose();
    if (writer.putManifest(image.repository(), name, image.manifest())
        instanceof PutResult.Accepted) {
      return name;
    }
    blobs.supplyEvery(image.need());
    String again = image.task().name().choose();
    if (writer.putManifest(image.repository(), again, image.manifest())
        instanceof PutResult.MissingReferences refused) {
      throw refused(image, refused.named());
    }
    return again;
  }

  private IOException refused(Opened image, Set<DescriptorDigest> missed) {
    List<DescriptorDigest> absent = image.task().known().neverSeen(image.references().children());
    String why =
        absent.isEmpty()
            ? " although everything it refers to was put; the registry misses "
                + (missed.isEmpty() ? "something it does not name" : missed)
                + blobs.whatIsLeftOut()
            : ": it takes no index without all children, and nobody is known to have " + absent;
    return new IOException(
        image.repository() + " refuses manifest " + image.manifest().digest() + why);
  }
}
