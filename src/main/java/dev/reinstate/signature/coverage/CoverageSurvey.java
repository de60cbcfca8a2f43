package dev.reinstate.signature.coverage;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.Inventory;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.manifest.ManifestLocations;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.signature.SignaturePolicy;
import dev.reinstate.signature.attached.AttachmentContents;
import dev.reinstate.signature.attached.AttachmentLists;
import dev.reinstate.signature.attached.IndexTree;
import dev.reinstate.signature.attached.LiveAttachments;
import dev.reinstate.snapshot.MergeBase;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out which images lack what the policy asks for. */
public final class CoverageSurvey {

  /**
   * What came of it.
   *
   * @param findings what is lacking, and what could not be read besides the repositories of the
   *     plan
   */
  public record Surveyed(Coverage coverage, ImmutableList<Finding> findings) {}

  /**
   * What images are looked at with.
   *
   * @param inventory lists places that the run did not list itself
   * @param registries to ask for the referrers of one image
   * @param images of registries
   * @param tags where tags point whose listing does not tell
   * @param stored images of the snapshot; empty without one
   */
  public record Eyes(
      Inventory inventory,
      RepositoryReader registries,
      ImageReader images,
      AttachmentLists.TagValues tags,
      Optional<ImageReader> stored) {

    private LiveAttachments attachments(
        Map<Repository, LiveRepository> listings, MergeBase agreed, ImageReader known) {
      return new LiveAttachments(
          listings::get, agreed, registries, new AttachmentLists(known, tags));
    }
  }

  private final SignaturePolicy policy;
  private final UploadTimes uploads;
  private final ManifestLocations locations;
  private final Eyes eyes;
  private final FanOut fanOut;
  private final Progress progress;
  private final StopSignal stop;

  /**
   * @param locations where images are written, to tell whose they are
   * @param fanOut how many images are looked at at once
   * @param stop once requested, {@link CancelledException} ends it
   */
  public CoverageSurvey(
      SignaturePolicy policy,
      UploadTimes uploads,
      ManifestLocations locations,
      Eyes eyes,
      FanOut fanOut,
      Progress progress,
      StopSignal stop) {
    this.policy = policy;
    this.uploads = uploads;
    this.locations = locations;
    this.eyes = eyes;
    this.fanOut = fanOut;
    this.progress = progress;
    this.stop = stop;
  }

  /**
   * Holds registries against the policy.
   *
   * @param plan of those states; what its actions attach counts as there
   */
  public Surveyed of(PlanInput states, Plan plan) {
    ImageReader images = new KnownFirst(new FetchedManifests(), eyes.stored(), eyes.images());
    RequiredImages gathered = RequiredImages.of(policy, uploads, states, plan);
    List<Finding> unread =
        new IndexChildren(states, new IndexTree(states.agreed(), images)).addTo(gathered, fanOut);
    ImmutableList<RequiredImage> required = gathered.list();
    Map<Repository, LiveRepository> listings = listings(states, required, unread);
    Evidence evidence =
        new Evidence(
            eyes.attachments(listings, states.agreed(), images),
            new AttachmentContents(images, eyes.tags()),
            images,
            ToCome.of(plan, states.agreed()));
    ImmutableList<Evidence.Answer> told = each(required, evidence::told);
    Untold untold =
        Untold.of(
            open(told).collect(counted()),
            listings,
            states.desired(),
            states.agreed(),
            images,
            fanOut);
    ImmutableList<Evidence.Answer> asked =
        each(open(told).toList(), answer -> evidence.asked(answer, untold));
    CoverageFindings found =
        new CoverageFindings(new Subprojects(locations, states.desired()), listings);
    told.stream().filter(answer -> !isOpen(answer)).forEach(found::add);
    asked.forEach(found::add);
    return new Surveyed(
        found.coverage(),
        Stream.concat(unread.stream(), found.list().stream())
            .sorted(Finding.ORDER)
            .collect(ImmutableList.toImmutableList()));
  }

  private <T> ImmutableList<Evidence.Answer> each(
      List<T> images, Function<T, Evidence.Answer> look) {
    try (Progress.Task task = progress.begin("images looked at for signatures", images.size())) {
      return fanOut.map(
          images,
          image -> {
            stop.check();
            Evidence.Answer answer = look.apply(image);
            task.step();
            return answer;
          });
    }
  }

  private static Collector<Evidence.Answer, ?, Map<Repository, Long>> counted() {
    return Collectors.groupingBy(
        answer -> answer.image().place(), TreeMap::new, Collectors.counting());
  }

  private static Stream<Evidence.Answer> open(Collection<Evidence.Answer> answers) {
    return answers.stream().filter(CoverageSurvey::isOpen);
  }

  private static boolean isOpen(Evidence.Answer answer) {
    return !answer.isCovered() && answer.failure().isEmpty();
  }

  /** What the run listed, and the other places: each by one listing, and never written to. */
  private Map<Repository, LiveRepository> listings(
      PlanInput states, Collection<RequiredImage> required, Collection<Finding> unread) {
    Map<Repository, LiveRepository> listings = new HashMap<>(states.live().repositories());
    ImmutableSet<Repository> others =
        required.stream()
            .map(RequiredImage::place)
            .filter(place -> !listings.containsKey(place))
            .collect(ImmutableSet.toImmutableSet());
    if (!others.isEmpty()) {
      Expectation names = Expectation.of(ImmutableSet.of(), ImmutableSet.of());
      eyes.inventory()
          .read(others, any -> names)
          .repositories()
          .forEach(
              (place, listing) -> {
                listings.put(place, listing);
                if (listing instanceof LiveRepository.Unreadable unreadable) {
                  unread.add(new Finding.Unreadable(place, unreadable.reason()));
                }
              });
    }
    return listings;
  }
}
