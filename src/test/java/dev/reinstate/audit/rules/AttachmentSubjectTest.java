package dev.reinstate.audit.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.HeldImages;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttachmentSubjectTest {

  private static final String PROD = "us.gcr.io/prod/app";
  private static final String SIGNATURE = "application/vnd.dev.cosign.simplesigning.v1+json";
  private static final String ATTESTATION = "application/vnd.dsse.envelope.v1+json";

  private final SampleImages samples = new SampleImages(9);
  private final SampleImage image = samples.oci(10);
  private final HeldImages registries = new HeldImages();

  @Test
  void aReferrerSaysItself() throws IOException {
    assertEquals(Optional.of(image.digest()), subject(samples.referrer(image, "text/plain", 10)));
  }

  @Test
  void aSignatureNamesWhatItSigns() throws IOException {
    assertEquals(Optional.of(image.digest()), subject(samples.cosignSignature(image)));
  }

  @Test
  void anAttestationNamesItsFirstSubject() throws IOException {
    String statement =
        "{\"subject\":[{\"name\":\"x\",\"digest\":{\"sha256\":\"%s\"}}]}"
            .formatted(image.digest().getHash());
    String envelope =
        "{\"payload\":\"%s\"}"
            .formatted(Base64.getEncoder().encodeToString(statement.getBytes(UTF_8)));
    assertEquals(
        Optional.of(image.digest()), subject(attachment(envelope.length(), envelope, ATTESTATION)));
  }

  @Test
  void anImageIsAttachedToNothing() throws IOException {
    assertEquals(Optional.empty(), subject(image));
    assertEquals(Optional.empty(), subject(samples.ociIndex(image)));
    assertEquals(Optional.empty(), subject(samples.signedSchema1("app", "1.0", 10)));
  }

  @Test
  void anImageWithASignatureAmongItsLayersIsNoSignature() throws IOException {
    String payload = signed(image.digest());
    assertEquals(
        Optional.empty(),
        subject(
            attachment(
                payload.length(),
                payload,
                SIGNATURE,
                "application/vnd.oci.image.layer.v1.tar+gzip")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "7",
        "{}",
        "[]",
        "{\"payload\":7}",
        "{\"payload\":\"not base64!\"}",
        "{\"payload\":\"bm9uc2Vuc2U=\"}",
        "{\"payload\":\"e30=\"}",
        "{\"critical\":{\"image\":{\"docker-manifest-digest\":\"sha256:x\"}}}",
        "{\"critical\":{\"image\":[]}}"
      })
  void aPayloadThatIsNoneIsNoAttachment(String payload) throws IOException {
    for (String type : new String[] {SIGNATURE, ATTESTATION}) {
      assertEquals(Optional.empty(), subject(attachment(payload.length(), payload, type)));
    }
  }

  @Test
  void aPayloadThatIsNotThereOrTooLargeIsNoFailure() throws IOException {
    String payload = signed(image.digest());
    SampleImage whole = attachment(payload.length(), payload, SIGNATURE);
    SampleImage bare = new SampleImage(whole.manifest(), ImmutableMap.of(), ImmutableList.of());
    assertEquals(Optional.empty(), subject(bare));
    assertEquals(Optional.of(image.digest()), subject(whole));
    assertEquals(Optional.empty(), subject(attachment(5 << 20, payload, SIGNATURE)));
  }

  @Test
  void whatIsNoManifestIsAttachedToNothing() throws IOException {
    assertEquals(
        Optional.empty(),
        subject(
            new SampleImage(
                Manifest.of(MediaTypes.OCI_MANIFEST, "[1]".getBytes(UTF_8)),
                ImmutableMap.of(),
                ImmutableList.of())));
  }

  @Test
  void aManifestThatCannotBeReadIsAFailure() {
    ManifestFinder finder = new ManifestFinder(registries, InstantSource.system());
    registries.breakDown(PROD);
    assertThrows(
        IOException.class,
        () -> new ReferrerSubjects(finder, registries).of(Repository.parse(PROD), image.digest()));
  }

  private static String signed(DescriptorDigest digest) {
    return "{\"critical\":{\"image\":{\"docker-manifest-digest\":\"" + digest + "\"}}}";
  }

  /** An image of layers of these types, all with the same content. */
  private static SampleImage attachment(long size, String payload, String... types) {
    byte[] content = payload.getBytes(UTF_8);
    StringBuilder layers = new StringBuilder();
    for (String type : types) {
      layers
          .append(layers.isEmpty() ? "" : ",")
          .append(descriptor(type, Digests.of(content), size));
    }
    String manifest =
        "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}"
            .formatted(
                descriptor("application/vnd.oci.image.config.v1+json", Digests.of(new byte[0]), 0),
                layers);
    return new SampleImage(
        Manifest.of(MediaTypes.OCI_MANIFEST, manifest.getBytes(UTF_8)),
        ImmutableMap.of(Digests.of(content), content),
        ImmutableList.of());
  }

  private static String descriptor(String type, DescriptorDigest digest, long size) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type, digest, size);
  }

  private Optional<DescriptorDigest> subject(SampleImage attachment) throws IOException {
    registries.put(PROD, attachment);
    ManifestFinder finder = new ManifestFinder(registries, InstantSource.system());
    return new ReferrerSubjects(finder, registries).of(Repository.parse(PROD), attachment.digest());
  }
}
