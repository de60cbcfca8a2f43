package dev.reinstate.reconcile.gate;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The images that a plan takes to be missing, lost or damaged, each once. */
final class UnusableImages {

  private record Content(Repository repository, DescriptorDigest digest) {}

  private final Set<Content> images = new HashSet<>();

  /** What images need and cannot have; it is counted by the images that it breaks. */
  private final Set<Content> objects = new HashSet<>();

  private UnusableImages() {}

  static UnusableImages of(Plan plan) {
    UnusableImages unusable = new UnusableImages();
    plan.findings().forEach(unusable::addDamage);
    plan.findings().stream()
        .filter(finding -> finding.kind() == FindingKind.LOST)
        .forEach(unusable::addLost);
    for (Action action : plan.actions()) {
      if (action instanceof Action.RestoreImage restore) {
        unusable.add(new Content(restore.repository(), restore.digest()));
      }
    }
    return unusable;
  }

  private void addDamage(Finding finding) {
    if (finding instanceof Finding.Damage damage && !damage.breaks().isEmpty()) {
      objects.add(new Content(damage.where(), damage.object().digest()));
      damage.breaks().keySet().forEach(image -> images.add(new Content(damage.where(), image)));
    }
  }

  private void addLost(Finding finding) {
    if (finding.repository().isPresent() && finding.digest().isPresent()) {
      add(new Content(finding.repository().get(), finding.digest().get()));
    }
  }

  private void add(Content content) {
    if (!objects.contains(content)) {
      images.add(content);
    }
  }

  /** Whether some are there and cannot be pulled. */
  boolean damaged() {
    return !objects.isEmpty();
  }

  /** That of each. */
  Stream<Repository> repositories() {
    return images.stream().map(Content::repository);
  }
}
