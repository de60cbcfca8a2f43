package dev.reinstate.signature.attached;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.signature.MalformedAttachmentException;
import dev.reinstate.signature.SignedContent;
import dev.reinstate.signature.SignedContent.Proofs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the layers of an attachment that hold something signed; of an SBOM none.
 *
 * <p>Source of the annotations: {@code SIGNATURE_SPEC.md} and {@code ATTESTATION_SPEC.md} in
 * https://github.com/sigstore/cosign/tree/main/specs.
 */
final class SignedLayers {

  private static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
  private static final String ENVELOPE = "application/vnd.dsse.envelope.v1+json";
  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
  private static final String PREDICATE_TYPE = "predicateType";

  private record Stated(AttachmentKind kind, Optional<String> predicateType) {

    static Stated of(Optional<String> predicateType) {
      AttachmentKind kind =
          predicateType.map(AttachmentKind::stating).orElse(AttachmentKind.ATTESTATION);
      return new Stated(
          kind, kind == AttachmentKind.ATTESTATION ? predicateType : Optional.empty());
    }
  }

  private final ImageReader images;
  private final Repository repository;
  private final String name;
  private final Map<Stated, ImmutableList.Builder<SignedContent>> found = new LinkedHashMap<>();
  private long bytes;

  /**
   * @param name of the attachment, for a human
   */
  SignedLayers(ImageReader images, Repository repository, String name) {
    this.images = images;
    this.repository = repository;
    this.name = name;
  }

  /** How many bytes were read. */
  long bytes() {
    return bytes;
  }

  /**
   * What it holds; nothing where it is of no known form.
   *
   * @throws MalformedAttachmentException when a layer is missing
   */
  ImmutableList<SignedPart> read(AttachmentManifest manifest) throws IOException {
    for (AttachmentManifest.Part layer : manifest.layers()) {
      String type = layer.content().mediaType();
      if (type.equals(SIMPLE_SIGNING)) {
        add(
            new Stated(AttachmentKind.SIGNATURE, Optional.empty()),
            new SignedContent.SimpleSigning(
                content(layer.content()), layer.annotation(SIGNATURE), proofs(layer)));
      } else if (type.equals(ENVELOPE)) {
        addEnvelope(layer);
      } else if (AttachmentForms.isBundle(type)) {
        addBundle(layer, manifest);
      } else if (AttachmentForms.isSbom(type) || AttachmentForms.isSbom(manifest.artifactType())) {
        builder(new Stated(AttachmentKind.SBOM, Optional.empty()));
      }
    }
    return found.entrySet().stream()
        .map(
            each ->
                new SignedPart(
                    each.getKey().kind(), each.getKey().predicateType(), each.getValue().build()))
        .collect(ImmutableList.toImmutableList());
  }

  private void addEnvelope(AttachmentManifest.Part layer) throws IOException {
    byte[] envelope = content(layer.content());
    addStated(
        Optional.ofNullable(layer.annotations().get(PREDICATE_TYPE)),
        stated(envelope, Statements::ofEnvelope),
        new SignedContent.Envelope(envelope, proofs(layer)));
  }

  private void addBundle(AttachmentManifest.Part layer, AttachmentManifest manifest)
      throws IOException {
    byte[] bundle = content(layer.content());
    Optional<String> stated = stated(bundle, Statements::ofBundle);
    Optional<String> claimed =
        Optional.ofNullable(manifest.annotations().get(AttachmentForms.BUNDLE_PREDICATE_TYPE));
    SignedContent content = new SignedContent.SigstoreBundle(bundle);
    if (claimed.isEmpty() && stated.isEmpty()) {
      boolean attests =
          "dsse-envelope".equals(manifest.annotations().get(AttachmentForms.BUNDLE_CONTENT));
      add(attests ? Stated.of(stated) : new Stated(AttachmentKind.SIGNATURE, stated), content);
    } else {
      addStated(claimed, stated, content);
    }
  }

  /** Under what is said of it and under what it states, so that whoever asks for either sees it. */
  private void addStated(Optional<String> claimed, Optional<String> stated, SignedContent content) {
    if (claimed.isEmpty() || stated.isEmpty()) {
      add(Stated.of(claimed.or(() -> stated)), content);
    } else {
      ImmutableSet.of(Stated.of(claimed), Stated.of(stated)).forEach(each -> add(each, content));
    }
  }

  private void add(Stated stated, SignedContent content) {
    builder(stated).add(content);
  }

  private ImmutableList.Builder<SignedContent> builder(Stated stated) {
    return found.computeIfAbsent(stated, any -> ImmutableList.builder());
  }

  private interface Look {
    Optional<String> at(byte[] json) throws IOException;
  }

  /** What is not even JSON cannot be verified either, which says more of it. */
  private static Optional<String> stated(byte[] json, Look look) {
    try {
      return look.at(json);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Proofs proofs(AttachmentManifest.Part layer) {
    return new Proofs(
        proof(layer, "certificate"),
        proof(layer, "chain"),
        proof(layer, "bundle"),
        proof(layer, "rfc3161timestamp"));
  }

  private static Optional<String> proof(AttachmentManifest.Part layer, String name) {
    return Optional.of(layer.annotation("dev.sigstore.cosign/" + name))
        .filter(text -> !text.isEmpty());
  }

  private byte[] content(Descriptor layer) throws IOException {
    if (layer.size() < 0 || layer.size() > AttachmentContents.MOST_BYTES - bytes) {
      throw new IOException(
          "%s: layer %s of %,d bytes is not read: of an attachment at most %,d are"
              .formatted(name, layer.digest(), layer.size(), AttachmentContents.MOST_BYTES));
    }
    try (InputStream content = images.blob(repository, layer)) {
      byte[] read = content.readNBytes((int) layer.size());
      if (read.length < layer.size() || content.read() >= 0) {
        throw new IOException(
            "%s: layer %s has not the %,d bytes that the manifest says"
                .formatted(name, layer.digest(), layer.size()));
      }
      bytes += read.length;
      return read;
    } catch (NoSuchFileException e) {
      MalformedAttachmentException missing =
          new MalformedAttachmentException(name + ": its layer " + layer.digest() + " is missing");
      missing.initCause(e);
      throw missing;
    }
  }
}
