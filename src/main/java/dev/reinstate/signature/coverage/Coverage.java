package dev.reinstate.signature.coverage;

import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.signature.AttachmentKind;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** How many images have what the policy asks for. */
public record Coverage(ImmutableSortedMap<Part, Counts> parts) {

  /**
   * Images that have something in common.
   *
   * @param destination the registry in which what is attached to them belongs
   * @param subproject whose they are
   */
  public record Part(RegistryPrefix destination, String subproject) implements Comparable<Part> {

    private static final Comparator<Part> ORDER =
        Comparator.comparing(Part::destination).thenComparing(Part::subproject);

    @Override
    public int compareTo(Part other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Of how many something is asked, how many have it, and how many lack it; of the rest nothing can
   * be said.
   */
  public record Tally(int required, int covered, int lacking) {

    public static final Tally NONE = new Tally(0, 0, 0);

    public int unknown() {
      return required - covered - lacking;
    }

    public Tally plus(Tally other) {
      return new Tally(required + other.required, covered + other.covered, lacking + other.lacking);
    }
  }

  /**
   * Those of a part.
   *
   * @param images each once, whatever is asked of it
   * @param kinds those of which this kind is asked
   */
  public record Counts(Tally images, ImmutableSortedMap<AttachmentKind, Tally> kinds) {

    public static final Counts NONE = new Counts(Tally.NONE, ImmutableSortedMap.of());

    public Counts plus(Counts other) {
      Map<AttachmentKind, Tally> sums = new TreeMap<>(kinds);
      other.kinds.forEach((kind, tally) -> sums.merge(kind, tally, Tally::plus));
      return new Counts(images.plus(other.images), ImmutableSortedMap.copyOf(sums));
    }
  }

  /** Of runs that shared the images. */
  public static Coverage ofAll(Collection<Coverage> runs) {
    Map<Part, Counts> sums = new TreeMap<>();
    runs.forEach(
        run -> run.parts.forEach((part, counts) -> sums.merge(part, counts, Counts::plus)));
    return new Coverage(ImmutableSortedMap.copyOf(sums));
  }

  /** Of all parts together. */
  public Tally images() {
    return parts.values().stream().map(Counts::images).reduce(Tally.NONE, Tally::plus);
  }
}
