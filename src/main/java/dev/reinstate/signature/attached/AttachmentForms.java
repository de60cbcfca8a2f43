package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Manifest;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.AttachmentKind;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * How attachments are told apart by what lists and manifests say of them, without their content.
 *
 * <p>Sources: https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md, {@code
 * ATTESTATION_SPEC.md}, {@code SBOM_SPEC.md} and {@code BUNDLE_SPEC.md} beside it; for SBOMs of
 * others https://spdx.github.io/spdx-spec and https://cyclonedx.org/specification/overview, where
 * media types are registered.
 */
public final class AttachmentForms {

  private static final String BUNDLE = "application/vnd.dev.sigstore.bundle";
  static final String BUNDLE_CONTENT = "dev.sigstore.bundle.content";
  static final String BUNDLE_PREDICATE_TYPE = "dev.sigstore.bundle.predicateType";

  /** Cosign 2 in its mode for OCI 1.1. */
  private static final ImmutableMap<String, AttachmentKind> ARTIFACT_TYPES =
      ImmutableMap.of(
          "application/vnd.dev.cosign.artifact.sig.v1+json", AttachmentKind.SIGNATURE,
          "application/vnd.dev.cosign.artifact.att.v1+json", AttachmentKind.ATTESTATION,
          "application/vnd.dev.cosign.artifact.sbom.v1+json", AttachmentKind.SBOM);

  private static final ImmutableMap<String, AttachmentKind> SUFFIXES =
      ImmutableMap.of(
          ".att", AttachmentKind.ATTESTATION,
          ".sbom", AttachmentKind.SBOM,
          ".sig", AttachmentKind.SIGNATURE);

  private static final ImmutableSet<String> SBOM_TYPES =
      ImmutableSet.of(
          "text/spdx",
          "text/spdx+json",
          "text/spdx+xml",
          "application/spdx",
          "application/spdx+json",
          "application/spdx+xml",
          "application/vnd.cyclonedx",
          "application/vnd.cyclonedx+json",
          "application/vnd.cyclonedx+xml",
          "application/vnd.syft+json");

  private AttachmentForms() {}

  /** What the end of an attachment's tag says; empty for the list of referrers. */
  public static Optional<AttachmentKind> ofTag(String tag) {
    int dot = tag.lastIndexOf('.');
    return dot < 0 ? Optional.empty() : Optional.ofNullable(SUFFIXES.get(tag.substring(dot)));
  }

  /** The tags that say by their end what is attached to an image, in order. */
  static ImmutableList<String> tags(DescriptorDigest image) {
    return SUFFIXES.keySet().stream()
        .map(suffix -> AttachmentTag.ofReferrers(image) + suffix)
        .collect(ImmutableList.toImmutableList());
  }

  /** What is listed under one of these. */
  static Attachment tagged(String tag, Optional<DescriptorDigest> manifest) {
    return new Attachment(ofTag(tag), Optional.empty(), Optional.of(tag), manifest);
  }

  /** A referrer of which nothing is said. */
  public static Attachment untold(DescriptorDigest manifest) {
    return new Attachment(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(manifest));
  }

  /**
   * A referrer as its own manifest describes it.
   *
   * @throws IOException when that is no manifest
   */
  public static Attachment referrer(Manifest manifest) throws IOException {
    AttachmentManifest said = AttachmentManifest.of(manifest);
    return referrer(manifest.digest(), said.artifactType(), said.annotations());
  }

  /**
   * The same as a list of referrers describes it.
   *
   * @param artifactType empty when none is given
   */
  public static Attachment referrer(
      DescriptorDigest manifest, String artifactType, Map<String, String> annotations) {
    String type = bare(artifactType);
    if (isBundle(type)) {
      Optional<String> predicateType = Optional.ofNullable(annotations.get(BUNDLE_PREDICATE_TYPE));
      return ofStatement(predicateType, annotations.get(BUNDLE_CONTENT), manifest);
    }
    Optional<AttachmentKind> kind =
        SBOM_TYPES.contains(type)
            ? Optional.of(AttachmentKind.SBOM)
            : Optional.ofNullable(ARTIFACT_TYPES.get(type));
    return new Attachment(kind, Optional.empty(), Optional.empty(), Optional.of(manifest));
  }

  private static Attachment ofStatement(
      Optional<String> predicateType, String content, DescriptorDigest manifest) {
    boolean signature =
        predicateType.isPresent()
            ? AttachmentKind.stating(predicateType.get()) == AttachmentKind.SIGNATURE
            : "message-signature".equals(content);
    Optional<AttachmentKind> kind =
        signature
            ? Optional.of(AttachmentKind.SIGNATURE)
            : predicateType.map(type -> AttachmentKind.ATTESTATION);
    return new Attachment(
        kind,
        signature ? Optional.empty() : predicateType,
        Optional.empty(),
        Optional.of(manifest));
  }

  static boolean isBundle(String mediaType) {
    return mediaType.startsWith(BUNDLE);
  }

  static boolean isSbom(String mediaType) {
    return SBOM_TYPES.contains(bare(mediaType));
  }

  /** Without parameters. */
  private static String bare(String mediaType) {
    int parameters = mediaType.indexOf(';');
    return parameters < 0 ? mediaType.strip() : mediaType.substring(0, parameters).strip();
  }
}
