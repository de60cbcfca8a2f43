package dev.reinstate.apply.restore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.apply.ExpectedTag;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.KnownState;
import dev.reinstate.apply.PutResult;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Source;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Brings an image back with its closure. Where the registry checks it, the manifest comes first:
 * often its blobs are still there.
 */
final class ImageRestorer {

  /** Under what to put a manifest, decided right before it is put. */
  interface Name {
    /** A tag; empty for the manifest's digest. */
    Optional<ExpectedTag> choose() throws IOException;
  }

  /** Real indexes nest once or twice; a deeper one is hostile. */
  private static final int MOST_LEVELS = 16;

  private static final int CHILDREN_AT_ONCE = 8;
  private static final int MOST_ATTEMPTS = 3;
  private final ImageWriter writer;
  private final ManifestSupply manifests;
  private final ImageBlobs blobs;
  private final RestoredImages restored = new RestoredImages();

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
          Optional::empty,
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
   * @return the tag under which it was put; empty for its digest
   */
  Optional<String> restore(
      Repository repository,
      DescriptorDigest digest,
      List<Source> sources,
      Name name,
      KnownState known)
      throws IOException {
    BlobOrigin origin = new BlobOrigin(sources, known.shared().contains(digest));
    Task task = new Task(repository, digest, origin, name, known, 0);
    return restored.get(task.image(), () -> place(task)).tag();
  }

  private RestoredImages.Restored place(Task task) throws IOException {
    if (task.level() > MOST_LEVELS) {
      throw new IOException("index nested more than " + MOST_LEVELS + " levels deep");
    }
    Manifest manifest = manifests.get(task.digest(), task.origin().sources());
    Opened image = new Opened(task, manifest, ManifestReferences.of(manifest));
    placeChildren(image, child -> !task.known().has(task.repository(), child.digest()));
    blobs.supplyFirst(image.need());
    return put(image);
  }

  private void placeChildren(Opened parent, Predicate<Descriptor> which) throws IOException {
    List<Task> children =
        parent.references().children().stream().filter(which).map(parent.task()::ofChild).toList();
    // Its own: whoever waits for a child's children must not hold what they need to begin.
    new ParallelIo(new FanOut(CHILDREN_AT_ONCE)).map(children, this::placeChild);
  }

  private RestoredImages.Restored placeChild(Task child) throws IOException {
    try {
      // Looking and placing are one flight: a registry may stumble over a manifest half written.
      return restored.get(
          child.image(),
          () -> isThere(child) ? new RestoredImages.Restored(Optional.empty()) : place(child));
    } catch (IOException e) {
      if (child.known().neverSeen().contains(child.digest())) {
        return new RestoredImages.Restored(Optional.empty()); // the index was without it
      }
      throw e;
    }
  }

  /** A registry may take an index without its children: they are looked for before it is pushed. */
  private boolean isThere(Task child) throws IOException {
    return !restored.isMissed(child.image())
        && !child.known().lacks(child.repository(), child.digest())
        && writer.resolve(child.repository(), child.digest().toString()).isPresent();
  }

  /**
   * A registry that misses something gets it and is asked again; one that names one blob at a time
   * gets a third try.
   */
  private RestoredImages.Restored put(Opened image) throws IOException {
    for (int attempt = 1; ; attempt++) {
      var blobsBefore = blobs.believed(image.need());
      var childrenBefore = restored.believed(image.repository(), image.references().children());
      Put put = putUnderName(image);
      if (!(put.result() instanceof PutResult.MissingReferences refused)) {
        blobs.wereThere(image.need());
        return new RestoredImages.Restored(put.tag());
      }
      if (attempt == MOST_ATTEMPTS) {
        throw refused(image, refused.named());
      }
      blobs.refused(image.need(), blobsBefore, refused.named(), attempt > 1);
      restored.refused(childrenBefore, refused.named(), attempt > 1);
      placeChildren(image, any -> true); // also those that were there when the plan was made
      blobs.supplyMissing(image.need(), refused.named());
      if (attempt > 1) {
        blobs.supplyEvery(image.need());
      }
    }
  }

  private record Put(Optional<String> tag, PutResult result) {}

  /** Under its digest after all when somebody else has just put the tag. */
  private Put putUnderName(Opened image) throws IOException {
    Optional<ExpectedTag> tag = image.task().name().choose();
    if (tag.isPresent()) {
      PutResult result = writer.putManifest(image.repository(), tag.get(), image.manifest());
      if (!(result instanceof PutResult.TagChanged)) {
        return new Put(tag.map(ExpectedTag::name), result);
      }
    }
    return new Put(Optional.empty(), writer.putManifest(image.repository(), image.manifest()));
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
