package dev.reinstate.signature;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.Optional;

/**
 * Something attached to an image, as a listing shows it.
 *
 * @param kind empty where only its manifest tells
 * @param predicateType what an attestation states, an URI; empty where it is none or where only its
 *     manifest tells
 * @param tag that it is listed under; empty for an OCI referrer
 * @param manifest empty where a listing shows the tag alone
 */
public record Attachment(
    Optional<AttachmentKind> kind,
    Optional<String> predicateType,
    Optional<String> tag,
    Optional<DescriptorDigest> manifest) {}
