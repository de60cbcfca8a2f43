package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** One flipped bit in what cosign wrote: we say of it what cosign says. */
@Timeout(300)
final class AlteredSignaturesTest {

  private static final String HOST = "us.example";
  private static final String PATH = "prod/app";
  private static final String HOUSE = "house: {key: house.pub}";
  private static final String RELENG =
      """
      releng:
          certificate-identity: krel-trust@k8s-releng-prod.iam.gserviceaccount.com
          certificate-oidc-issuer: https://accounts.google.com\
      """;

  private static final int FLIPS = Integer.getInteger("flips", 12);

  private final SampleImages samples = new SampleImages(15);
  private final SampleImage image = samples.oci(300);
  private final Random random = new Random(15);

  @TempDir private Path directory;
  private World world;
  private ManifestFile manifest;

  @BeforeEach
  void promote() throws IOException {
    world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults());
    manifest = world.manifest("staging.example/team", HOST + "/prod");
    manifest.promote("app", image.digest(), "v1");
    world.put(HOST + "/" + PATH, image, "v1");
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void simpleSigning() throws Exception {
    Cosign cosign = Cosign.find(2, directory);
    cosign.sign(reference(image.digest()), "--sign-container-identity=us.example/prod/app");
    AlteredAttachment signature =
        AlteredAttachment.tagged(world.contents(HOST), PATH, image.signatureTag());
    Judges judges =
        new Judges(signature, cosign::believes, image.digest(), HOUSE, "signature: [house]");
    judges.flipsOfLayer("{");
    judges.flipsOfAnnotation("dev.cosignproject.cosign/signature");
    judges.agree();
  }

  @Test
  void attestationUnderATag() throws Exception {
    Cosign cosign = Cosign.find(2, directory);
    cosign.attest(reference(image.digest()));
    String tag = "sha256-" + image.digest().getHash() + ".att";
    AlteredAttachment attestation = AlteredAttachment.tagged(world.contents(HOST), PATH, tag);
    Judges judges =
        new Judges(
            attestation, cosign::believesProvenance, image.digest(), HOUSE, "attestation: [house]");
    judges.flipsOfLayer("{");
    judges.agree();
  }

  @Test
  void bundle() throws Exception {
    Cosign cosign = Cosign.find(3, directory);
    cosign.sign(reference(image.digest()));
    AlteredAttachment bundle =
        AlteredAttachment.holding(world.contents(HOST), PATH, "sigstore.bundle");
    Judges judges =
        new Judges(bundle, cosign::believes, image.digest(), HOUSE, "signature: [house]");
    judges.flipsOfLayer("\"dsseEnvelope\""); // what is before it is a hint that nobody signed
    judges.agree();
  }

  /** Kubernetes' own signature of its pause image, whose certificate has long expired. */
  @Test
  void certificateAndLog() throws Exception {
    Cosign cosign = Cosign.find(3, directory);
    KubernetesSignature kubernetes = KubernetesSignature.read();
    kubernetes.put(world.contents(HOST), PATH);
    manifest.promote("app", kubernetes.image());
    manifest.drop("app", image.digest());
    AlteredAttachment signature =
        AlteredAttachment.tagged(world.contents(HOST), PATH, kubernetes.tag());
    Path root = kubernetes.trustedRoot();
    Judges judges =
        new Judges(
            signature,
            reference -> cosign.believesKubernetes(reference, root),
            kubernetes.image(),
            RELENG,
            "signature: [releng]",
            "--trusted-root=" + root);
    judges.flipsOfLayer("{");
    judges.flipsOfAnnotation("dev.cosignproject.cosign/signature");
    judges.flipsOfAnnotation("dev.sigstore.cosign/certificate");
    judges.flipsOfAnnotation("dev.sigstore.cosign/bundle");
    judges.agree();
  }

  private String reference(DescriptorDigest digest) {
    return world.registry(HOST).host() + "/" + PATH + "@" + digest;
  }

  /** Whether somebody else believes what is attached to an image. */
  private interface Theirs {
    boolean believe(String image) throws IOException, InterruptedException;
  }

  /** Theirs and ours, about the same changes. */
  private final class Judges {

    private final AlteredAttachment attachment;
    private final Theirs theirs;
    private final DescriptorDigest digest;
    private final String[] options;
    private final List<Executable> verdicts = new ArrayList<>();

    Judges(
        AlteredAttachment attachment,
        Theirs theirs,
        DescriptorDigest digest,
        String signer,
        String requirement,
        String... more)
        throws IOException, InterruptedException {
      this.attachment = attachment;
      this.theirs = theirs;
      this.digest = digest;
      Path policy = directory.resolve("policy.yaml");
      Files.writeString(
          policy,
          """
          signers:
            %s
          rules:
          - repositories: ["us.example/**"]
            docker-references: ["registry.k8s.io/**"]
            require:
            - %s
          """
              .formatted(signer, requirement));
      this.options =
          Stream.concat(Stream.of("--signature-policy=" + policy), Stream.of(more))
              .toArray(String[]::new);
      assertTrue(theirs.believe(reference(digest)));
      world.signatures(options).endsWith(ExitCode.DONE);
    }

    /**
     * @param from the text from which on
     */
    void flipsOfLayer(String from) throws Exception {
      byte[] layer = attachment.layer();
      int start = AlteredAttachment.text(layer).indexOf(from);
      for (int i = 0; i < FLIPS; i++) {
        Flip flip = Flip.within(random, start, layer.length);
        attachment.changeLayer(flip);
        judge("layer", flip);
      }
    }

    void flipsOfAnnotation(String name) throws Exception {
      String mark = "\"" + name + "\":\"";
      String text = AlteredAttachment.text(attachment.manifest());
      int start = text.indexOf(mark) + mark.length();
      int end =
          Pattern.compile("(?<!\\\\)\"")
              .matcher(text)
              .results()
              .mapToInt(MatchResult::start)
              .filter(at -> at >= start)
              .min()
              .orElseThrow();
      for (int i = 0; i < FLIPS; i++) {
        Flip flip = Flip.within(random, start, end);
        attachment.changeManifest(flip);
        judge(name, flip);
      }
    }

    private void judge(String where, Flip flip) throws Exception {
      String what = where + ", " + flip;
      boolean believed = theirs.believe(reference(digest));
      Run run = world.signatures(options);
      verdicts.add(
          () -> {
            String said = what + ", believed: " + believed + "\n" + run.out() + run.err();
            if (run.code() == ExitCode.DONE) {
              assertTrue(believed, said);
            } else {
              assertTrue(!believed || flip.isOfCase(), said);
              assertTrue(run.out().contains("signature-invalid"), said);
            }
          });
      attachment.restore();
    }

    void agree() {
      assertAll(verdicts);
    }
  }

  /** Turns one of the lower bits, so that ASCII stays ASCII. */
  private record Flip(int at, int bit) implements UnaryOperator<byte[]> {

    static Flip within(Random random, int from, int to) {
      return new Flip(random.nextInt(from, to), random.nextInt(7));
    }

    /** Go's JSON takes a name in any case, and so does cosign. */
    boolean isOfCase() {
      return bit == 5;
    }

    @Override
    public byte[] apply(byte[] bytes) {
      bytes[at] ^= (byte) (1 << bit);
      return bytes;
    }
  }
}
