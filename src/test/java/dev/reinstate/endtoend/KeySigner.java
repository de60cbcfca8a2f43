package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Bytes;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.json.Json;
import dev.reinstate.sandbox.image.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Signs images with a P-256 key as cosign does, with nothing but the JDK. */
final class KeySigner {

  static final String SLSA = "https://slsa.dev/provenance/v1";
  static final String SPDX = "https://spdx.dev/Document";
  static final String SIGN = "https://sigstore.dev/cosign/sign/v1";

  private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final String IN_TOTO = "application/vnd.in-toto+json";
  private static final byte[] EMPTY = "{}".getBytes(UTF_8);

  private final KeyPair keys;

  KeySigner() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public key, in PEM. */
  void writeKey(Path file) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
  }

  /** To be tagged {@code sha256-<hex>.sig}. */
  SampleImage signature(DescriptorDigest image, String reference) {
    return signature(image, reference, payload -> payload);
  }

  /** The same whose payload was changed after it was signed. */
  SampleImage signature(
      DescriptorDigest image, String reference, UnaryOperator<byte[]> afterwards) {
    byte[] payload =
        ("{\"critical\":{\"identity\":{\"docker-reference\":\"%s\"},"
                + "\"image\":{\"docker-manifest-digest\":\"%s\"},"
                + "\"type\":\"cosign container image signature\"},\"optional\":null}")
            .formatted(reference, image)
            .getBytes(UTF_8);
    return image(
        new Layer(
            "application/vnd.dev.cosign.simplesigning.v1+json",
            afterwards.apply(payload),
            ImmutableMap.of("dev.cosignproject.cosign/signature", sign(payload))));
  }

  /** To be tagged {@code sha256-<hex>.att}; a layer for each predicate type. */
  SampleImage attestations(DescriptorDigest image, String... predicateTypes) {
    Layer[] layers = new Layer[predicateTypes.length];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = envelope(image, predicateTypes[i], predicateTypes[i]);
    }
    return image(layers);
  }

  /** One that says of itself that it states something else. */
  SampleImage mislabelled(DescriptorDigest image, String said, String stated) {
    return image(envelope(image, said, stated));
  }

  private Layer envelope(DescriptorDigest image, String said, String stated) {
    return new Layer(
        "application/vnd.dsse.envelope.v1+json",
        envelope(statement(image, stated)).getBytes(UTF_8),
        ImmutableMap.of("dev.cosignproject.cosign/signature", "", "predicateType", said));
  }

  /** A referrer that holds a Sigstore bundle. */
  SampleImage bundle(SampleImage subject, String predicateType) {
    return bundle(subject, predicateType, bundle -> bundle);
  }

  /** The same whose bundle was changed after it was signed. */
  SampleImage bundle(SampleImage subject, String predicateType, UnaryOperator<byte[]> afterwards) {
    String hint =
        Base64.getEncoder()
            .encodeToString(
                HexFormat.of().parseHex(Digests.of(keys.getPublic().getEncoded()).getHash()));
    byte[] bundle =
        ("{\"mediaType\":\"%s\",\"verificationMaterial\":{\"publicKey\":{\"hint\":\"%s\"}},"
                + "\"dsseEnvelope\":%s}")
            .formatted(BUNDLE, hint, envelope(statement(subject.digest(), predicateType)))
            .getBytes(UTF_8);
    Map<String, String> members = new LinkedHashMap<>();
    members.put("artifactType", '"' + BUNDLE + '"');
    members.put(
        "subject",
        descriptor(
            new Layer(
                subject.manifest().mediaType(), subject.manifest().bytes(), ImmutableMap.of())));
    members.put(
        "annotations",
        object(
            ImmutableMap.of(
                "dev.sigstore.bundle.content",
                "dsse-envelope",
                "dev.sigstore.bundle.predicateType",
                predicateType)));
    return image(members, new Layer(BUNDLE, afterwards.apply(bundle), ImmutableMap.of()));
  }

  private static byte[] statement(DescriptorDigest image, String predicateType) {
    return ("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"app\","
            + "\"digest\":{\"sha256\":\"%s\"}}],\"predicateType\":\"%s\",\"predicate\":{}}")
        .formatted(image.getHash(), predicateType)
        .getBytes(UTF_8);
  }

  private String envelope(byte[] statement) {
    byte[] head =
        "DSSEv1 %d %s %d ".formatted(IN_TOTO.length(), IN_TOTO, statement.length).getBytes(UTF_8);
    byte[] signed = Bytes.concat(head, statement);
    return "{\"payloadType\":\"%s\",\"payload\":\"%s\",\"signatures\":[{\"keyid\":\"\",\"sig\":\"%s\"}]}"
        .formatted(IN_TOTO, Base64.getEncoder().encodeToString(statement), sign(signed));
  }

  private String sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(content);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A layer with what its descriptor says of it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Layer(String mediaType, byte[] content, ImmutableMap<String, String> annotations) {}

  static SampleImage image(Layer... layers) {
    return image(ImmutableMap.of(), layers);
  }

  /**
   * An image of these layers.
   *
   * @param members more of its manifest, as JSON
   */
  static SampleImage image(Map<String, String> members, Layer... layers) {
    Layer config = new Layer(MediaTypes.OCI_EMPTY, EMPTY, ImmutableMap.of());
    ImmutableMap.Builder<DescriptorDigest, byte[]> blobs = ImmutableMap.builder();
    blobs.put(Digests.of(EMPTY), EMPTY);
    StringBuilder list = new StringBuilder();
    for (Layer layer : layers) {
      blobs.put(Digests.of(layer.content()), layer.content());
      list.append(list.isEmpty() ? "" : ",").append(descriptor(layer));
    }
    StringBuilder manifest = new StringBuilder("{\"schemaVersion\":2,\"mediaType\":\"");
    manifest.append(MediaTypes.OCI_MANIFEST).append("\",");
    members.forEach((name, value) -> manifest.append("\"%s\":%s,".formatted(name, value)));
    manifest.append("\"config\":%s,\"layers\":[%s]}".formatted(descriptor(config), list));
    return new SampleImage(
        Manifest.of(MediaTypes.OCI_MANIFEST, manifest.toString().getBytes(UTF_8)),
        blobs.buildKeepingLast(),
        ImmutableList.of());
  }

  private static String descriptor(Layer layer) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"annotations\":%s}"
        .formatted(
            layer.mediaType(),
            Digests.of(layer.content()),
            layer.content().length,
            object(layer.annotations()));
  }

  private static String object(ImmutableMap<String, String> members) {
    return Json.object(json -> Json.writeAll(json, members));
  }
}
