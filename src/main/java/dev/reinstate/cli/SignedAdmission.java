package dev.reinstate.cli;

import dev.reinstate.cli.option.SignatureOptions;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.reconcile.Admission;
import dev.reinstate.reconcile.OverwrittenAttachments;
import dev.reinstate.reconcile.Promotions;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.signature.SignatureCheck;
import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SourceTrust;
import dev.reinstate.signature.attached.AttachedValues;
import dev.reinstate.signature.attached.AttachmentContents;
import dev.reinstate.signature.attached.AttachmentLists;
import dev.reinstate.signature.attached.Listings;
import dev.reinstate.signature.attached.LiveAttachments;
import dev.reinstate.signature.attached.StoredImages;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.SnapshotStore;
import java.util.Optional;

/** What a signature policy says of a plan, wired. */
final class SignedAdmission {

  /** Each may hold tens of megabytes. */
  private static final int AT_ONCE = 32;

  private SignedAdmission() {}

  /**
   * Nothing is asked yet.
   *
   * @param agreed of the snapshot, or empty
   * @throws UsageException when the policy wants what comes from staging to be signed, and that
   *     cannot be checked with the trusted root
   */
  static Admission of(
      RegistryClient client,
      SignatureOptions.Request asked,
      MergeBase agreed,
      Optional<SnapshotStore> store,
      StopSignal stop)
      throws UsageException {
    SignatureVerifier verifier = verifier(asked);
    FanOut fanOut = new FanOut(AT_ONCE, stop);
    RepositoryReader reader = client.reader();
    ImageReader images = client.images();
    AttachmentLists.TagValues tags = client.probe()::resolve;
    SignatureCheck check =
        new SignatureCheck(
            new LiveAttachments(
                new Listings(reader), agreed, reader, new AttachmentLists(images, tags)),
            new AttachmentContents(images, tags),
            verifier);
    AttachedValues live = new AttachedValues(asked.policy(), images, verifier);
    AttachedValues agreedOn =
        store
            .map(
                there ->
                    new AttachedValues(
                        asked.policy(), new StoredImages(there, agreed), verifier))
            .orElse(live);
    return new Admission.Signed(
        new OverwrittenAttachments(agreedOn, live, fanOut, stop),
        new Promotions(new SourceTrust(asked.policy(), check), fanOut, stop));
  }

  /** What staging needs is made sure of before anything is asked; the rest is for rare cases. */
  private static SignatureVerifier verifier(SignatureOptions.Request asked) throws UsageException {
    boolean needed =
        asked.policy().sources().stream()
            .flatMap(rule -> rule.requirements().stream())
            .anyMatch(requirement -> !requirement.signers().isEmpty());
    return needed ? asked.verifier() : asked.verifierWhenNeeded();
  }
}
