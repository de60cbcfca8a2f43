package dev.reinstate.signature.coverage;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.signature.Requirement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says what lacks where, and counts. */
final class CoverageFindings {

  private final Subprojects subprojects;
  private final Map<Repository, LiveRepository> listings;
  private final Map<Coverage.Part, Coverage.Counts> counts = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final UnreadImages unread = new UnreadImages();

  /**
   * @param listings an unreadable one is said once, by whoever read it
   */
  CoverageFindings(Subprojects subprojects, Map<Repository, LiveRepository> listings) {
    this.subprojects = subprojects;
    this.listings = listings;
  }

  void add(Evidence.Answer answer) {
    RequiredImage image = answer.image();
    counts.merge(
        new Coverage.Part(image.destination(), subprojects.of(image)),
        count(answer),
        Coverage.Counts::plus);
    if (answer.failure().isPresent()) {
      if (listings.get(image.place()) instanceof LiveRepository.Contents) {
        unread.add(image.place(), image.digest(), answer.failure().get());
      }
      return;
    }
    Map<FindingKind, List<Requirement>> lacking =
        answer.lacking().stream()
            .collect(
                Collectors.groupingBy(
                    requirement -> kind(requirement.kind()), TreeMap::new, Collectors.toList()));
    lacking.forEach((kind, what) -> findings.add(finding(kind, image, what)));
  }

  private static FindingKind kind(AttachmentKind kind) {
    return kind == AttachmentKind.SIGNATURE ? FindingKind.UNSIGNED : FindingKind.UNATTESTED;
  }

  private static Coverage.Counts count(Evidence.Answer answer) {
    ImmutableSortedMap.Builder<AttachmentKind, Coverage.Tally> kinds =
        ImmutableSortedMap.naturalOrder();
    for (AttachmentKind kind : kinds(answer.image().requirements())) {
      kinds.put(kind, tally(answer, kinds(answer.lacking()).contains(kind)));
    }
    return new Coverage.Counts(tally(answer, !answer.isCovered()), kinds.buildOrThrow());
  }

  private static Coverage.Tally tally(Evidence.Answer answer, boolean isOpen) {
    int lacking = isOpen && answer.failure().isEmpty() ? 1 : 0;
    return new Coverage.Tally(1, isOpen ? 0 : 1, lacking);
  }

  private static Set<AttachmentKind> kinds(Collection<Requirement> requirements) {
    return requirements.stream()
        .map(Requirement::kind)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Finding finding(
      FindingKind kind, RequiredImage image, Collection<Requirement> lacking) {
    String what =
        lacking.stream()
            .map(Requirement::toString)
            .distinct()
            .sorted(Comparator.naturalOrder())
            .collect(Collectors.joining(", no "));
    return new Finding.OfImage(
        kind,
        image.place(),
        image.digest(),
        image.tags(),
        "no "
            + what
            + image.index().map(index -> "; it is a part of " + index).orElse("")
            + (image.place().equals(image.wanted()) && image.destinations() == 1
                ? ""
                : "; it belongs here for "
                    + (image.destinations() == 1
                        ? image.wanted()
                        : String.format("%,d destinations", image.destinations()))));
  }

  Coverage coverage() {
    return new Coverage(ImmutableSortedMap.copyOf(counts));
  }

  ImmutableList<Finding> list() {
    return ImmutableList.<Finding>builder()
        .addAll(findings)
        .addAll(unread.findings("what is attached to %s"))
        .build();
  }
}
