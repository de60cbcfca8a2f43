package dev.reinstate.apply.restore;

import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.apply.ActionWriter;
import dev.reinstate.apply.Failures;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.KnownState;
import dev.reinstate.apply.Outcome;
import dev.reinstate.apply.SnapshotBlobs;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Source;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Carries out actions on live registries. */
public final class RegistryActionWriter implements ActionWriter {

  /**
   * Blobs on their way at once, over all images; the registry client limits requests by host
   * besides.
   */
  private static final int BLOBS_AT_ONCE = 64;

  private final ManifestSupply manifests;
  private final BlobSupply blobs;
  private final ImageRestorer images;
  private final TagWriter tags;
  private final ReferrersTag referrers;

  /**
   * @param fetched manifests that need not be fetched again
   * @param mirrors of blobs; never asked when no action names one as a source
   * @param stored the snapshot's blobs; never asked when no action names the snapshot as a source
   * @param copyNondistributable also copy layers that registries do not distribute
   * @param clock for how long ago a tag was looked at
   */
  public RegistryActionWriter(
      ImageReader reader,
      FetchedManifests fetched,
      ImageWriter writer,
      BlobMirrors mirrors,
      SnapshotBlobs stored,
      BlobSpool spool,
      boolean copyNondistributable,
      InstantSource clock) {
    SourceReader sources = new SourceReader(reader, mirrors, stored);
    this.manifests = new ManifestSupply(sources, fetched);
    this.tags = new TagWriter(writer, clock);
    this.referrers = new ReferrersTag(reader, writer, tags);
    this.blobs = new BlobSupply(writer, sources, spool);
    this.images =
        new ImageRestorer(
            writer,
            manifests,
            new ImageBlobs(writer, blobs, new FanOut(BLOBS_AT_ONCE), copyNondistributable));
  }

  @Override
  public Outcome write(Action action, KnownState known) {
    try {
      return switch (action) {
        case Action.RestoreImage restore -> restore(restore, known);
        case Action.RestoreBlob blob -> supply(blob, known);
        case Action.AddTag add -> add(add, known);
        case Action.MoveTag move -> move(move);
      };
    } catch (IOException e) {
      return new Outcome.Failed(action, Failures.describe(e));
    }
  }

  /** Its manifest is put under one of its tags, which spares putting it under its digest. */
  private Outcome restore(Action.RestoreImage action, KnownState known) throws IOException {
    Repository repository = action.repository();
    Optional<String> under =
        images.restore(
            repository,
            action.digest(),
            action.sources(),
            () -> tags.free(repository, action.tags(), known),
            known);
    Manifest manifest = manifests.get(action.digest(), action.sources());
    ImmutableSortedMap.Builder<String, String> leftAlone = ImmutableSortedMap.naturalOrder();
    for (String tag : action.tags()) {
      if (!under.equals(Optional.of(tag))) {
        tags.add(repository, tag, manifest, known).ifPresent(why -> leftAlone.put(tag, why));
      }
    }
    referrers
        .add(repository, manifest, known)
        .ifPresent(list -> leftAlone.put(list.tag(), list.why()));
    ImmutableSortedMap<String, String> left = leftAlone.buildOrThrow();
    return left.isEmpty()
        ? new Outcome.Done(action, "")
        : new Outcome.TagsLeft(
            action, left.keySet(), "the image is back, but " + String.join("; ", left.values()));
  }

  /** A repository that has a wrong blob takes a mount, and a look, for nothing to do. */
  private Outcome supply(Action.RestoreBlob action, KnownState known) throws IOException {
    BlobOrigin origin =
        new BlobOrigin(action.sources(), known.shared().contains(action.blob().digest()));
    if (action.reason() == ActionReason.BLOB_DAMAGED) {
      blobs.sendBytes(action.repository(), action.blob(), origin);
    } else {
      blobs.send(action.repository(), action.blob(), origin);
    }
    return new Outcome.Done(action, "");
  }

  private Outcome add(Action.AddTag action, KnownState known) throws IOException {
    Manifest manifest = manifests.get(action.digest(), inPlace(action.repository()));
    return outcome(
        action,
        action.authority() == Authority.SNAPSHOT
            ? tags.addDoubted(action.repository(), action.tag(), manifest)
            : tags.add(action.repository(), action.tag(), manifest, known));
  }

  private Outcome move(Action.MoveTag action) throws IOException {
    Manifest manifest = manifests.get(action.to(), inPlace(action.repository()));
    return outcome(action, tags.move(action.repository(), action.tag(), action.from(), manifest));
  }

  private static Outcome outcome(Action action, Optional<String> leftAlone) {
    return leftAlone
        .<Outcome>map(why -> new Outcome.Skipped(action, why))
        .orElseGet(() -> new Outcome.Done(action, ""));
  }

  /** A tag is only ever given to an image that the repository has. */
  private static List<Source> inPlace(Repository repository) {
    return List.of(new Source.Live(Source.Kind.MOUNT, repository));
  }
}
