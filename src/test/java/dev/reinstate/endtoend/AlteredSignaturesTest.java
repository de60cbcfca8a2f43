package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One flipped bit in what cosign wrote: we say of it what cosign says. */
@Timeout(300)
final class AlteredSignaturesTest {

  private static final String PATH = "prod/app";
  private static final int FLIPS = 24;

  private final SampleImages samples = new SampleImages(15);
  private final SampleImage image = samples.oci(300);
  private final Random random = new Random(15);

  @TempDir private Path directory;
  private World world;
  private String reference;

  @BeforeEach
  void promote() throws IOException {
    world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults());
    ManifestFile manifest = world.manifest("staging.example/team", "us.example/prod");
    manifest.promote("app", image.digest(), "v1");
    world.put("us.example/" + PATH, image, "v1");
    reference = world.registry("us.example").host() + "/" + PATH + "@" + image.digest();
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void simpleSigning() throws Exception {
    Cosign cosign = Cosign.find(2, directory);
    cosign.sign(reference, "--sign-container-identity=us.example/prod/app");
    AlteredAttachment signature =
        AlteredAttachment.tagged(world.contents("us.example"), PATH, image.signatureTag());
    String written = AlteredAttachment.text(signature.manifest());
    int start = written.indexOf("cosign/signature\":\"") + "cosign/signature\":\"".length();
    int end = written.indexOf('"', start);

    Judges judges = new Judges(cosign, signature, "- signature: [house]");
    judges.flipsOfLayer(0, signature.layer().length);
    judges.flipsOfManifest(start, end);
    judges.agree();
  }

  @Test
  void attestationUnderATag() throws Exception {
    Cosign cosign = Cosign.find(2, directory);
    cosign.attest(reference);
    AlteredAttachment attestation =
        AlteredAttachment.tagged(
            world.contents("us.example"), PATH, "sha256-" + image.digest().getHash() + ".att");
    Judges judges = new Judges(cosign, attestation, "- attestation: [house]");
    judges.flipsOfLayer(0, attestation.layer().length);
    judges.agree();
  }

  @Test
  void bundle() throws Exception {
    Cosign cosign = Cosign.find(3, directory);
    cosign.sign(reference);
    AlteredAttachment bundle =
        AlteredAttachment.holding(world.contents("us.example"), PATH, "sigstore.bundle");
    Judges judges = new Judges(cosign, bundle, "- signature: [house]");
    judges.flipsOfLayer(0, bundle.layer().length);
    judges.agree();
  }

  private final class Judges {

    private final Cosign cosign;
    private final AlteredAttachment attachment;
    private final Path policy;
    private final boolean statement;
    private final List<org.junit.jupiter.api.function.Executable> verdicts = new ArrayList<>();

    Judges(Cosign cosign, AlteredAttachment attachment, String requirement) throws Exception {
      this.cosign = cosign;
      this.attachment = attachment;
      this.statement = requirement.startsWith("- attestation");
      this.policy =
          Files.writeString(
              directory.resolve("policy.yaml"),
              """
              signers:
                house: {key: house.pub}
              rules:
              - repositories: ["us.example/**"]
                require:
                %s
              """
                  .formatted(requirement));
      assertTrue(cosignBelieves());
      ours().endsWith(ExitCode.DONE);
    }

    void flipsOfLayer(int from, int to) throws Exception {
      for (int i = 0; i < FLIPS; i++) {
        Flip flip = Flip.within(random, from, to);
        attachment.changeLayer(flip);
        judge("layer " + flip);
      }
    }

    void flipsOfManifest(int from, int to) throws Exception {
      for (int i = 0; i < FLIPS; i++) {
        Flip flip = Flip.within(random, from, to);
        attachment.changeManifest(flip);
        judge("manifest " + flip);
      }
    }

    private void judge(String what) throws Exception {
      boolean theirs = cosignBelieves();
      Run run = ours();
      verdicts.add(
          () -> {
            assertEquals(theirs, run.code() == ExitCode.DONE, what + ": " + run.out() + run.err());
            assertTrue(theirs || run.out().contains("signature-invalid"), what + ": " + run.out());
          });
      System.err.println(what + " cosign=" + theirs + " ours=" + run.code() + " " + run.out());
      attachment.restore();
    }

    void agree() {
      assertAll(verdicts);
    }

    private boolean cosignBelieves() throws Exception {
      return statement ? cosign.believesProvenance(reference) : cosign.believes(reference);
    }

    private Run ours() {
      return world.signatures("--signature-policy=" + policy);
    }
  }

  /** Turns one of the lower bits, so that ASCII stays ASCII. */
  private record Flip(int at, int bit) implements UnaryOperator<byte[]> {

    static Flip within(Random random, int from, int to) {
      return new Flip(random.nextInt(from, to), random.nextInt(7));
    }

    @Override
    public byte[] apply(byte[] bytes) {
      bytes[at] ^= (byte) (1 << bit);
      return bytes;
    }
  }
}
