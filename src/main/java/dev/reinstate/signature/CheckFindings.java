package dev.reinstate.signature;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One finding for an image and what is wrong with it, whatever the order. For any thread. */
final class CheckFindings {

  private record Key(FindingKind kind, Repository place, DescriptorDigest image) {}

  private record Said(Set<String> tags, Set<String> details) {}

  private record Reason(Repository place, String why) {}

  private final Map<Key, Said> found = new HashMap<>();

  synchronized void add(
      FindingKind kind,
      Repository place,
      DescriptorDigest image,
      Collection<String> tags,
      String detail) {
    Said said =
        found.computeIfAbsent(
            new Key(kind, place, image), any -> new Said(new TreeSet<>(), new TreeSet<>()));
    said.tags().addAll(tags);
    said.details().add(detail);
  }

  void unreadable(
      Repository place, DescriptorDigest image, Collection<String> tags, String reason) {
    add(FindingKind.UNREADABLE, place, image, tags, reason);
  }

  /** What several images of a place share is said of the place. */
  synchronized ImmutableList<Finding> all() {
    Map<Reason, Integer> reasons = new HashMap<>();
    found.forEach(
        (key, said) -> {
          if (key.kind() == FindingKind.UNREADABLE) {
            said.details()
                .forEach(why -> reasons.merge(new Reason(key.place(), why), 1, Integer::sum));
          }
        });
    List<Finding> all = new ArrayList<>();
    Set<Reason> shared = new HashSet<>();
    found.forEach(
        (key, said) -> {
          List<String> own = new ArrayList<>();
          for (String detail : said.details()) {
            Reason reason = new Reason(key.place(), detail);
            if (key.kind() != FindingKind.UNREADABLE || reasons.get(reason) == 1) {
              own.add(detail);
            } else {
              shared.add(reason);
            }
          }
          if (!own.isEmpty()) {
            all.add(
                new Finding.OfImage(
                    key.kind(),
                    key.place(),
                    key.image(),
                    ImmutableSortedSet.copyOf(said.tags()),
                    String.join("; ", own)));
          }
        });
    shared.forEach(
        reason ->
            all.add(
                new Finding.Unreadable(
                    reason.place(),
                    "the signatures of %,d images: %s"
                        .formatted(reasons.get(reason), reason.why()))));
    return ImmutableList.sortedCopyOf(Finding.ORDER, all);
  }
}
