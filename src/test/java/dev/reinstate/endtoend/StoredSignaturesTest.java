package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures in a snapshot, and beside one; in scrubs and in the verification of a snapshot. */
final class StoredSignaturesTest {

  @TempDir private Path directory;
  private SignedWorld signed;
  private World world;

  @BeforeEach
  void promote() throws IOException {
    signed = new SignedWorld(directory, EmbeddedRegistryOptions.defaults());
    world = signed.world;
    signed.sign();
    world.put(SignedWorld.PLACE, signed.releng.bundle(signed.image, KeySigner.SLSA));
    world.put(SignedWorld.PLACE, signed.releng.bundle(signed.index, KeySigner.SLSA));
    signed.require("signature: [releng]", "attestation: [releng]");
  }

  @AfterEach
  void stop() throws IOException {
    signed.close();
  }

  private Run verifySnapshot(String... more) {
    String[] words = new String[4 + more.length];
    words[0] = "snapshot";
    words[1] = "verify";
    words[2] = "--snapshot=" + world.snapshot();
    words[3] = signed.policyOption();
    System.arraycopy(more, 0, words, 4, more.length);
    return world.run(words);
  }

  @Test
  void theSnapshotAloneIsVerifiedWithoutARequest() throws IOException {
    world.takeSnapshot().endsWith(ExitCode.DONE);
    for (String mirror : SignedWorld.MIRRORS) {
      world.wipe(mirror);
    }
    world.resetCounts();
    Run run = signed.verifyBesideSnapshot("--stored").endsWith(ExitCode.DONE);
    assertTrue(run.out().endsWith("Nothing to sign.\n"), run.out());
    Run verified = verifySnapshot("--signatures").endsWith(ExitCode.DONE);
    assertTrue(verified.out().contains("6 images checked by the policy: sound"), verified.out());
    assertEquals(0, world.requests());

    SampleImage later = signed.samples.oci(50);
    world
        .manifest("staging.example/team", "us.example/prod", "eu.example/prod")
        .promote("app", later.digest(), "v3");
    Run counted = signed.verifyBesideSnapshot("--stored").endsWith(ExitCode.DONE);
    assertTrue(
        counted.err().contains("the snapshot does not know 2 of 8 images, which are not checked"),
        counted.err());
  }

  @Test
  void whatIsWrongInTheSnapshotIsSaid() throws IOException {
    signed.attach(
        ".sig",
        signed.stranger.signature(signed.image.digest(), SignedWorld.PLACE),
        signed.image.digest());
    world.contents("us.example").untag("prod/app", tag(signed.index));
    world.takeSnapshot().endsWith(ExitCode.DONE);
    Run run = signed.verifyBesideSnapshot("--stored").endsWith(ExitCode.PARTIAL);
    assertTrue(run.out().contains("2 findings for a human"), run.out());
    Run verified = verifySnapshot("--signatures").endsWith(ExitCode.PARTIAL);
    assertTrue(
        verified
            .out()
            .contains("! unsigned us.example/prod/app@" + signed.index.digest() + ": no signature"),
        verified.out());
    assertTrue(
        verified.out().contains("! signature-invalid us.example/prod/app@" + signed.image.digest()),
        verified.out());
    assertTrue(verified.out().contains("6 images checked by the policy: 2 problems"));
    verifySnapshot().endsWith(ExitCode.USAGE);
  }

  @Test
  void aDamagedLayerIsNotConcludedFrom() throws IOException {
    SampleImage signature = signed.releng.signature(signed.image.digest(), SignedWorld.PLACE);
    signed.attach(".sig", signature, signed.image.digest());
    world.takeSnapshot().endsWith(ExitCode.DONE);
    var layer =
        signature.blobs().keySet().stream()
            .filter(blob -> signature.blobs().get(blob).length > 2)
            .findFirst()
            .orElseThrow();
    Path file = world.snapshot().resolve("blobs/sha256").resolve(layer.getHash());
    byte[] bytes = Files.readAllBytes(file);
    bytes[20] ^= 1;
    file.toFile().setWritable(true);
    Files.write(file, bytes);
    Run run = signed.verifyBesideSnapshot("--stored").endsWith(ExitCode.PARTIAL);
    assertTrue(run.out().contains("unreadable"), run.out());
    assertTrue(run.out().contains(layer.toString()), run.out());
  }

  @Test
  void whereTheSnapshotKnowsWhatHasNoTagNobodyIsAskedAboutOneImage() throws IOException {
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.resetCounts();
    signed.verifyBesideSnapshot().endsWith(ExitCode.DONE);
    assertEquals(0, world.registry("us.example").counts().of(Endpoint.REFERRERS));
    assertEquals(1 + 4 * 2, world.requests());
    signed.verify().endsWith(ExitCode.DONE);
    assertEquals(2, world.registry("us.example").counts().of(Endpoint.REFERRERS));
  }

  @Test
  void aScrubChecksThemOnce() throws IOException {
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.resetCounts();
    world.scrub().endsWith(ExitCode.DONE);
    long plain = world.requests();
    world.resetCounts();
    Run run = world.scrub("--signatures", signed.policyOption()).endsWith(ExitCode.DONE);
    assertTrue(run.out().endsWith("Nothing to heal.\n"), run.out());
    assertEquals(plain + 1 + 4 * 2, world.requests(), "a listing, manifests and layers");
    assertTrue(run.err().contains("with " + world.requests() + " requests"), run.err());

    signed.attach(
        ".sig",
        signed.stranger.signature(signed.image.digest(), SignedWorld.PLACE),
        signed.image.digest());
    Run wrong = world.scrub("--signatures", signed.policyOption()).endsWith(ExitCode.PARTIAL);
    assertTrue(wrong.out().contains("signature-invalid"), wrong.out());
  }

  private static String tag(SampleImage of) {
    return "sha256-" + of.digest().getHash() + ".sig";
  }
}
