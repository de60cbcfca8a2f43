package dev.reinstate.signature.attached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.signature.AttachmentReader.Opened;
import dev.reinstate.signature.MalformedAttachmentException;
import dev.reinstate.signature.SignedContent;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of attachments, and what strangers may make of them. */
final class AttachmentContentsTest {

  private static final Repository REPOSITORY = Repository.parse("us.example/prod/app");
  private static final String SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";
  private static final String ENVELOPE = "application/vnd.dsse.envelope.v1+json";
  private static final String SLSA = "https://slsa.dev/provenance/v1";
  private static final DescriptorDigest NOWHERE = Digests.of("nowhere".getBytes(UTF_8));

  private final HeldImages held = new HeldImages();
  private final AttachmentContents reader =
      new AttachmentContents(held, AttachmentLists.TagValues.NONE);

  private ImmutableList<Opened> open(Optional<AttachmentKind> kind, DescriptorDigest manifest)
      throws IOException {
    return reader.open(
        REPOSITORY,
        new Attachment(kind, Optional.empty(), Optional.empty(), Optional.of(manifest)));
  }

  private ImmutableList<Opened> open(DescriptorDigest manifest) throws IOException {
    return open(Optional.empty(), manifest);
  }

  private String refusal(DescriptorDigest manifest) {
    IOException refused = assertThrows(IOException.class, () -> open(manifest));
    assertTrue(refused.getMessage().startsWith(REPOSITORY + "@" + manifest), refused.getMessage());
    return refused.getMessage();
  }

  private static String envelope(String predicateType) {
    String statement = "{\"subject\":[{\"x\":[1]}],\"predicateType\":\"" + predicateType + "\"}";
    return "{\"signatures\":[],\"payload\":\""
        + Base64.getEncoder().encodeToString(statement.getBytes(UTF_8))
        + "\"}";
  }

  @Test
  void aSignatureHasItsProofsInAnnotations() throws IOException {
    DescriptorDigest manifest =
        held.add(
            SIMPLE,
            "payload",
            "{\"dev.cosignproject.cosign/signature\":\"c2ln\","
                + "\"dev.sigstore.cosign/certificate\":\"CERT\","
                + "\"dev.sigstore.cosign/bundle\":\"{}\",\"dev.sigstore.cosign/chain\":\"\"}");
    Opened opened = open(manifest).get(0);
    assertEquals(Optional.of(AttachmentKind.SIGNATURE), opened.attachment().kind());
    var content = assertInstanceOf(SignedContent.SimpleSigning.class, opened.contents().get(0));
    assertArrayEquals("payload".getBytes(UTF_8), content.payload());
    assertEquals("c2ln", content.signature());
    assertEquals(
        new SignedContent.Proofs(
            Optional.of("CERT"), Optional.empty(), Optional.of("{}"), Optional.empty()),
        content.proofs());
  }

  @Test
  void attestationsAreToldApartByWhatTheyState() throws IOException {
    DescriptorDigest manifest =
        held.add(
            "{\"layers\":[%s,%s]}"
                .formatted(
                    held.layer(ENVELOPE, envelope(SLSA), "{}"),
                    held.layer(
                        ENVELOPE,
                        envelope("https://spdx.dev/Document/v2.3"),
                        "{\"predicateType\":\"https://spdx.dev/Document/v2.3\"}")));
    assertEquals(
        ImmutableList.of(Optional.of(SLSA), Optional.of("https://spdx.dev/Document/v2.3")),
        open(manifest).stream()
            .map(opened -> opened.attachment().predicateType())
            .collect(ImmutableList.toImmutableList()));
  }

  @Test
  void whatIsSaidOfAnAttestationHidesNothingThatItStates() throws IOException {
    DescriptorDigest manifest =
        held.add(ENVELOPE, envelope("https://b.example"), "{\"predicateType\":\"" + SLSA + "\"}");
    assertEquals(
        ImmutableList.of(Optional.of(SLSA), Optional.of("https://b.example")),
        open(manifest).stream()
            .map(opened -> opened.attachment().predicateType())
            .collect(ImmutableList.toImmutableList()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.dev.sigstore.bundle.v0.3+json",
        "application/vnd.dev.sigstore.bundle+json;version=0.1",
        "application/vnd.dev.sigstore.bundle+json;version=0.2"
      })
  void aBundleIsASignatureOrAnAttestationByItsStatement(String mediaType) throws IOException {
    String signature = envelope("https://sigstore.dev/cosign/sign/v1");
    Opened signed =
        open(held.add(mediaType, "{\"a\":{},\"dsseEnvelope\":" + signature + "}", "{}")).get(0);
    assertEquals(Optional.of(AttachmentKind.SIGNATURE), signed.attachment().kind());
    Opened attested =
        open(held.add(mediaType, "{\"dsseEnvelope\":" + envelope(SLSA) + "}", "{}")).get(0);
    assertEquals(Optional.of(AttachmentKind.ATTESTATION), attested.attachment().kind());
    assertEquals(Optional.of(SLSA), attested.attachment().predicateType());
    Opened plain = open(held.add(mediaType, "{\"messageSignature\":{}}", "{}")).get(0);
    assertEquals(Optional.of(AttachmentKind.SIGNATURE), plain.attachment().kind());
    assertInstanceOf(SignedContent.SigstoreBundle.class, plain.contents().get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/spdx+json", "application/spdx+json", "application/vnd.cyclonedx+json"})
  void anSbomIsKnownByItsTypeAndNotRead(String mediaType) throws IOException {
    DescriptorDigest manifest =
        held.add(
            "{\"layers\":[" + HeldImages.descriptor(mediaType, NOWHERE, 1L << 40, "{}") + "]}");
    Opened opened = open(manifest).get(0);
    assertEquals(Optional.of(AttachmentKind.SBOM), opened.attachment().kind());
    assertEquals(1, held.reads());
  }

  @Test
  void whatIsOfNoKnownFormIsNothingUnlessItIsListedAsSomething() throws IOException {
    DescriptorDigest chart = held.add("application/vnd.cncf.helm.chart", "x", "{}");
    assertEquals(ImmutableList.of(), open(chart));
    MalformedAttachmentException refused =
        assertThrows(
            MalformedAttachmentException.class,
            () -> open(Optional.of(AttachmentKind.SIGNATURE), chart));
    assertEquals(
        "us.example/prod/app@%s is listed as signature and is none: it is of type '' with layers of"
                .formatted(chart)
            + " 'application/vnd.cncf.helm.chart'",
        refused.getMessage());
    assertEquals(1, open(Optional.of(AttachmentKind.SBOM), chart).size());
  }

  @Test
  void whatIsGoneIsGoneAndALayerThatIsMissingIsSaid() {
    assertThrows(NoSuchFileException.class, () -> open(NOWHERE));
    DescriptorDigest manifest =
        held.add("{\"layers\":[" + HeldImages.descriptor(SIMPLE, NOWHERE, 7, "{}") + "]}");
    assertTrue(refusal(manifest).endsWith("its layer " + NOWHERE + " is missing"));
    assertThrows(MalformedAttachmentException.class, () -> open(manifest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "[]",
        "{\"layers\":[{\"digest\":\"sha512:00\"}]}",
        "{\"layers\":[3]}",
        "{\"layers\":[{\"digest\":\"sha256:AA\",\"size\":-1}]}"
      })
  void aManifestThatIsNoneIsRefused(String manifest) {
    DescriptorDigest digest = held.add(manifest);
    refusal(digest);
    assertThrows(MalformedAttachmentException.class, () -> open(digest));
    assertEquals(1, held.reads(), "it is not read again");
  }

  @Test
  void moreThanAnyHasIsRefusedBeforeItIsRead() {
    String huge = HeldImages.descriptor(SIMPLE, NOWHERE, (32L << 20) + 1, "{}");
    assertTrue(refusal(held.add("{\"layers\":[" + huge + "]}")).contains("33,554,433 bytes"));
    String unknown = HeldImages.descriptor(SIMPLE, NOWHERE, -1, "{}");
    refusal(held.add("{\"layers\":[" + unknown + "]}"));
    int before = held.reads();
    String many = (unknown + ",").repeat(1001);
    assertTrue(
        refusal(held.add("{\"layers\":[" + many.substring(0, many.length() - 1) + "]}"))
            .endsWith("it has more than 1000 layers"));
    assertEquals(before + 1, held.reads());
  }

  @Test
  void aLayerOfAnotherLengthIsRefused() {
    String layer = held.layer(SIMPLE, "payload", "{}").replace("\"size\":7", "\"size\":6");
    assertTrue(refusal(held.add("{\"layers\":[" + layer + "]}")).contains("has not the 6 bytes"));
  }

  /** Whoever verifies it says what is wrong with it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "no JSON",
        "{\"payload\":\"*\"}",
        "{\"payload\":\"e30=\"}",
        "{\"payload\":{}}",
        "{\"payload\":\"bm8gSlNPTg==\"}",
        "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      })
  void anEnvelopeThatIsNoneIsAnAttestationAllTheSame(String envelope) throws IOException {
    DescriptorDigest manifest =
        held.add(ENVELOPE, envelope, "{\"predicateType\":\"" + SLSA + "\"}");
    Opened opened = open(manifest).get(0);
    assertEquals(Optional.of(SLSA), opened.attachment().predicateType());
    assertEquals(1, opened.contents().size());
    Opened untold = open(held.add(ENVELOPE, envelope, "{}")).get(0);
    assertEquals(Optional.of(AttachmentKind.ATTESTATION), untold.attachment().kind());
    assertEquals(Optional.empty(), untold.attachment().predicateType());
  }

  @Test
  void eachIsReadOnce() throws IOException {
    DescriptorDigest manifest = held.add(SIMPLE, "payload", "{}");
    open(manifest);
    open(Optional.of(AttachmentKind.SIGNATURE), manifest);
    assertEquals(2, held.reads());
  }

  @Test
  void aTagThatNobodyResolvesIsGone() {
    NoSuchFileException gone =
        assertThrows(
            NoSuchFileException.class,
            () ->
                reader.open(
                    REPOSITORY,
                    new Attachment(
                        Optional.of(AttachmentKind.SIGNATURE),
                        Optional.empty(),
                        Optional.of("sha256-00.sig"),
                        Optional.empty())));
    assertTrue(gone.getMessage().startsWith("us.example/prod/app:sha256-00.sig"));
  }
}
