package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import java.util.Optional;

/**
 * A tag attached to an image, such as a signature's, that was overwritten before the snapshot was
 * taken. Both values are among the repository's images.
 *
 * @param before the value that the snapshots before agreed on
 * @param kept the value that this one agrees on: {@code before} or {@code live}
 * @param reason what decided, for a human; empty where nobody was asked
 */
public record DisputedAttachment(
    Repository repository,
    String tag,
    DescriptorDigest before,
    DescriptorDigest live,
    DescriptorDigest kept,
    Optional<String> reason) {}
