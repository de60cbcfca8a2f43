package dev.reinstate.inventory;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When images were uploaded, as far as listings tell: of all places the earliest time. A copy or a
 * mirror is younger than its image, so one listing alone may mislead. For any thread.
 */
public final class UploadTimes {

  /** For whoever does not want to know; it keeps nothing. */
  public static final UploadTimes IGNORED = new UploadTimes(/* kept= */ false);

  private final boolean kept;
  private final Map<DescriptorDigest, Instant> earliest = new ConcurrentHashMap<>();

  private UploadTimes(boolean kept) {
    this.kept = kept;
  }

  /** Knows nothing yet. */
  public static UploadTimes kept() {
    return new UploadTimes(/* kept= */ true);
  }

  /** Whether it is worth reading them. */
  public boolean areKept() {
    return kept;
  }

  public void add(DescriptorDigest image, Instant uploaded) {
    if (kept) {
      earliest.merge(image, uploaded, (one, other) -> one.isBefore(other) ? one : other);
    }
  }

  /** Empty where no listing told. */
  public Optional<Instant> of(DescriptorDigest image) {
    return Optional.ofNullable(earliest.get(image));
  }
}
