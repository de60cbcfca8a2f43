package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import java.util.Optional;

/**
 * A tag on which manifest and registry differed when the snapshot was taken.
 *
 * @param agreed the value the snapshot keeps; empty when they never agreed
 */
public record DisputedTag(
    Repository repository,
    String tag,
    Optional<DescriptorDigest> agreed,
    DescriptorDigest live,
    DescriptorDigest desired) {}
