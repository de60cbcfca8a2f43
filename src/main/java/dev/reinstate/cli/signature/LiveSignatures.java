package dev.reinstate.cli.signature;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.HostRotation;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.signature.PolicyCheck;
import dev.reinstate.signature.SignatureCheck;
import dev.reinstate.signature.attached.AttachmentContents;
import dev.reinstate.signature.attached.AttachmentLists;
import dev.reinstate.signature.attached.IndexTree;
import dev.reinstate.signature.attached.KnownImages;
import dev.reinstate.signature.attached.Listings;
import dev.reinstate.signature.attached.LiveAttachments;
import dev.reinstate.snapshot.MergeBase;
import java.util.Collection;

/**
 * What checks signatures in live registries, wired.
 *
 * @param listings may be read beforehand
 */
public record LiveSignatures(PolicyCheck check, Listings listings) {

  private static final int LISTINGS_AT_ONCE = 256;

  /**
   * Nothing is asked yet.
   *
   * @param agreed of the snapshot, or empty
   * @param places that will be listed
   * @param uploads as the client's settings have them
   */
  public static LiveSignatures of(
      RegistryClient client,
      SignatureOptions.Request asked,
      MergeBase agreed,
      Collection<Repository> places,
      UploadTimes uploads)
      throws UsageException {
    RepositoryReader reader = client.reader().over(places);
    ImageReader images = client.images();
    Listings listings = new Listings(reader);
    AttachmentLists.TagValues tags = client.probe(places)::resolve;
    return new LiveSignatures(
        new PolicyCheck(
            asked.policy(),
            new SignatureCheck(
                new LiveAttachments(listings, agreed, reader, new AttachmentLists(images, tags)),
                new AttachmentContents(images, tags),
                asked.verifier()),
            new KnownImages(new IndexTree(agreed, images), listings, uploads)),
        listings);
  }

  /** Reads listings that will be needed, many at once; what a stop cuts off is not needed. */
  public void list(ImmutableSet<Repository> places, Progress progress, StopSignal stop) {
    try (Progress.Task task = progress.begin("repositories", places.size())) {
      new FanOut(LISTINGS_AT_ONCE, stop)
          .map(
              HostRotation.of(places),
              repository -> {
                stop.check();
                LiveRepository listing = listings.apply(repository);
                task.step();
                return listing;
              });
    } catch (CancelledException e) {
      // No image will be checked either.
    }
  }
}
