package dev.reinstate.report;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import java.util.Collection;

/**
 * Which images cannot be pulled for something that they need.
 *
 * @param byObject by the manifest or blob that is not as it should be
 */
record BrokenImages(ImmutableSetMultimap<Place, DescriptorDigest> byObject) {

  private record Place(Repository repository, DescriptorDigest object) {}

  static BrokenImages of(Collection<ReportLine> entries) {
    ImmutableSetMultimap.Builder<Place, DescriptorDigest> broken = ImmutableSetMultimap.builder();
    for (ReportLine entry : entries) {
      if (entry instanceof ReportLine.Found found
          && found.finding() instanceof Finding.Damage damage) {
        Place place = new Place(damage.where(), damage.object().digest());
        broken.putAll(place, damage.breaks().keySet());
      }
    }
    return new BrokenImages(broken.build());
  }

  /** Those that a line is about: the image that it names, unless it names what images need. */
  ImmutableSet<DescriptorDigest> by(ReportLine entry) {
    if (entry.repository().isEmpty() || entry.image().isEmpty()) {
      return ImmutableSet.of();
    }
    DescriptorDigest object = entry.image().get();
    ImmutableSet<DescriptorDigest> images =
        byObject.get(new Place(entry.repository().get(), object));
    return !images.isEmpty() || isBlob(entry) ? images : ImmutableSet.of(object);
  }

  private static boolean isBlob(ReportLine entry) {
    return entry instanceof ReportLine.Deed deed && deed.action() instanceof Action.RestoreBlob;
  }
}
