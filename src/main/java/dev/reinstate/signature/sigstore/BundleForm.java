package dev.reinstate.signature.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import com.google.common.hash.HashCode;
import com.google.common.io.BaseEncoding;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.reinstate.json.Json;
import dev.sigstore.json.ProtoJson;
import dev.sigstore.proto.bundle.v1.Bundle;
import dev.sigstore.proto.bundle.v1.VerificationMaterial;
import dev.sigstore.proto.common.v1.HashAlgorithm;
import dev.sigstore.proto.common.v1.MessageSignature;
import dev.sigstore.proto.common.v1.RFC3161SignedTimestamp;
import io.intoto.EnvelopeOuterClass.Envelope;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Sigstore's own form. Source:
 * https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto.
 */
final class BundleForm {

  /** Whether an entry of the log must prove that it is in the log, by the form's version. */
  private static final ImmutableMap<String, Boolean> PROVEN =
      ImmutableMap.of(
          "application/vnd.dev.sigstore.bundle+json;version=0.1", false,
          "application/vnd.dev.sigstore.bundle+json;version=0.2", true,
          "application/vnd.dev.sigstore.bundle+json;version=0.3", true,
          "application/vnd.dev.sigstore.bundle.v0.3+json", true);

  private static final int MOST = 16;

  private BundleForm() {}

  static Evidence evidence(byte[] json, DescriptorDigest image) throws UnbelievedException {
    requireJson(json);
    Bundle.Builder read = Bundle.newBuilder();
    try {
      ProtoJson.parser().merge(new String(json, UTF_8), read);
    } catch (InvalidProtocolBufferException e) {
      throw new UnbelievedException("The bundle cannot be read", e);
    }
    Bundle bundle = read.build();
    Boolean proven = PROVEN.get(bundle.getMediaType());
    if (proven == null) {
      throw new UnbelievedException(
          "The bundle's media type \"%s\" is not known".formatted(bundle.getMediaType()));
    }
    VerificationMaterial material = bundle.getVerificationMaterial();
    int timestamps = material.getTimestampVerificationData().getRfc3161TimestampsCount();
    if (material.getTlogEntriesCount() > MOST || timestamps > MOST) {
      throw new UnbelievedException(
          "There are %s log entries and %s timestamps, more than %s"
              .formatted(material.getTlogEntriesCount(), timestamps, MOST));
    }
    ImmutableList<X509Certificate> chain = chain(material);
    ImmutableList<byte[]> stamped =
        ImmutableList.copyOf(
            Lists.transform(
                material.getTimestampVerificationData().getRfc3161TimestampsList(),
                BundleForm::bytes));
    return switch (bundle.getContentCase()) {
      case MESSAGE_SIGNATURE ->
          new Evidence(
              itself(bundle.getMessageSignature(), image),
              bundle.getMessageSignature().getSignature().toByteArray(),
              chain,
              ImmutableList.copyOf(material.getTlogEntriesList()),
              proven,
              stamped);
      case DSSE_ENVELOPE -> {
        DsseEnvelope envelope = envelope(bundle.getDsseEnvelope());
        yield new Evidence(
            new Evidence.Subject.Enveloped(envelope),
            envelope.signature(),
            chain,
            ImmutableList.copyOf(material.getTlogEntriesList()),
            proven,
            stamped);
      }
      case CONTENT_NOT_SET -> throw new UnbelievedException("The bundle holds no signature");
    };
  }

  /** The parser of messages takes much for JSON that is none: a name without a quote, any byte. */
  private static void requireJson(byte[] bundle) throws UnbelievedException {
    try {
      Json.readStrictly(bundle);
    } catch (IOException e) {
      throw new UnbelievedException("The bundle is not JSON", e);
    }
  }

  private static byte[] bytes(RFC3161SignedTimestamp timestamp) {
    return timestamp.getSignedTimestamp().toByteArray();
  }

  /** The root is not the signer's to name. */
  private static ImmutableList<X509Certificate> chain(VerificationMaterial material)
      throws UnbelievedException {
    ImmutableList<X509Certificate> chain =
        switch (material.getContentCase()) {
          case CERTIFICATE ->
              CertificateChain.ofDer(ImmutableList.of(material.getCertificate().getRawBytes()));
          case X509_CERTIFICATE_CHAIN ->
              CertificateChain.ofDer(
                  Iterables.transform(
                      material.getX509CertificateChain().getCertificatesList(),
                      each -> each.getRawBytes()));
          case PUBLIC_KEY -> ImmutableList.of();
          case CONTENT_NOT_SET ->
              throw new UnbelievedException("The bundle names neither a certificate nor a key");
        };
    if (chain.stream().anyMatch(CertificateChain::signsItself)) {
      throw new UnbelievedException("The bundle brings a root certificate of its own");
    }
    return chain;
  }

  private static DsseEnvelope envelope(Envelope envelope) throws UnbelievedException {
    DsseEnvelope.requireOne(envelope.getSignaturesCount());
    return new DsseEnvelope(
        envelope.getPayloadType(),
        envelope.getPayload().toByteArray(),
        envelope.getSignatures(0).getSig().toByteArray(),
        Optional.empty());
  }

  /** The digest that a bundle may name is a hint; the signature decides. */
  private static Evidence.Subject itself(MessageSignature message, DescriptorDigest image)
      throws UnbelievedException {
    String digest =
        BaseEncoding.base16()
            .lowerCase()
            .encode(message.getMessageDigest().getDigest().toByteArray());
    if (message.hasMessageDigest()
        && (message.getMessageDigest().getAlgorithm() != HashAlgorithm.SHA2_256
            || !digest.equals(image.getHash()))) {
      throw new UnbelievedException(
          "The bundle is of %s %s, not of %s"
              .formatted(message.getMessageDigest().getAlgorithm(), digest, image));
    }
    return new Evidence.Subject.Itself(HashCode.fromString(image.getHash()));
  }
}
