package dev.reinstate.cli.signature;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.Inventory;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.manifest.ManifestLocations;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.reconcile.Admission;
import dev.reinstate.reconcile.Inspection;
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
import dev.reinstate.signature.coverage.Coverage;
import dev.reinstate.signature.coverage.CoverageSurvey;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.SnapshotStore;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a signature policy has a say in while registries are reconciled.
 *
 * @param admission what is planned
 * @param inspection what the run leaves
 * @param coverage how many images have what is asked for, once the run is done; empty where it did
 *     not get that far
 */
public record PolicyVoice(
    Admission admission, Inspection inspection, Supplier<Optional<Coverage>> coverage) {

  /** Without a policy. */
  public static final PolicyVoice SILENT =
      new PolicyVoice(Admission.ALL, Inspection.NONE, Optional::empty);

  /** Each attachment may have tens of megabytes. */
  private static final int AT_ONCE = 32;

  /**
   * What the run works with.
   *
   * @param inventory reads listings
   * @param agreed of the snapshot, or empty
   * @param uploads as the client's settings have them
   * @param locations where images are written
   */
  public record Eyes(
      RegistryClient client,
      Inventory inventory,
      MergeBase agreed,
      Optional<SnapshotStore> store,
      UploadTimes uploads,
      ManifestLocations locations,
      Progress progress,
      StopSignal stop) {}

  /**
   * Nothing is asked yet.
   *
   * @throws UsageException when the policy wants what comes from staging to be signed, and that
   *     cannot be checked with the trusted root
   */
  public static PolicyVoice of(SignatureOptions.Request asked, Eyes eyes) throws UsageException {
    Survey survey = new Survey(survey(asked, eyes));
    return new PolicyVoice(admission(asked, eyes), survey, () -> survey.coverage);
  }

  private static Admission admission(SignatureOptions.Request asked, Eyes eyes)
      throws UsageException {
    SignatureVerifier verifier = verifier(asked);
    FanOut fanOut = new FanOut(AT_ONCE, eyes.stop());
    RepositoryReader reader = eyes.client().reader();
    ImageReader images = eyes.client().images();
    AttachmentLists.TagValues tags = eyes.client().probe()::resolve;
    SignatureCheck check =
        new SignatureCheck(
            new LiveAttachments(
                new Listings(reader).andThen(PolicyVoice::known),
                eyes.agreed(),
                reader,
                new AttachmentLists(images, tags)),
            new AttachmentContents(images, tags),
            verifier);
    AttachedValues live = new AttachedValues(asked.policy(), images, verifier);
    AttachedValues agreedOn =
        eyes.store()
            .map(
                there ->
                    new AttachedValues(
                        asked.policy(), new StoredImages(there, eyes.agreed()), verifier))
            .orElse(live);
    return new Admission.Signed(
        new OverwrittenAttachments(agreedOn, live, fanOut, eyes.stop()),
        new Promotions(new SourceTrust(asked.policy(), check), fanOut, eyes.stop()));
  }

  /**
   * Of a repository that an image is to come from, no list of tags does not mean that it has none.
   */
  private static LiveRepository known(LiveRepository listing) {
    return listing instanceof LiveRepository.Contents contents && contents.unknown()
        ? new LiveRepository.Unreadable("the registry says that it has no such repository")
        : listing;
  }

  /**
   * What staging needs, and what the user names, is made sure of before anything is asked; the rest
   * is for rare cases.
   */
  private static SignatureVerifier verifier(SignatureOptions.Request asked) throws UsageException {
    boolean needed =
        asked.trustedRoot().isPresent()
            || asked.policy().sources().stream()
                .flatMap(rule -> rule.requirements().stream())
                .anyMatch(requirement -> !requirement.signers().isEmpty());
    return needed ? asked.verifier() : asked.verifierWhenNeeded();
  }

  /** Takes no signature to be checked. */
  private static CoverageSurvey survey(SignatureOptions.Request asked, Eyes eyes) {
    return new CoverageSurvey(
        asked.policy(),
        eyes.uploads(),
        eyes.locations(),
        new CoverageSurvey.Eyes(
            eyes.inventory(),
            eyes.client().reader(),
            eyes.client().images(),
            eyes.client().probe()::resolve,
            eyes.store().map(store -> new StoredImages(store, eyes.agreed()))),
        new FanOut(AT_ONCE, eyes.stop()),
        eyes.progress(),
        eyes.stop());
  }

  /** Remembers what it counted. */
  private static final class Survey implements Inspection {

    private final CoverageSurvey survey;
    private Optional<Coverage> coverage = Optional.empty();

    private Survey(CoverageSurvey survey) {
      this.survey = survey;
    }

    @Override
    public ImmutableList<Finding> of(PlanInput states, Plan plan) {
      CoverageSurvey.Surveyed surveyed = survey.of(states, plan);
      coverage = Optional.of(surveyed.coverage());
      return surveyed.findings();
    }
  }
}
