package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures in live registries, held against a policy. */
final class SignaturesVerifyTest {

  private static final EmbeddedRegistryOptions GOOGLE = EmbeddedRegistryOptions.defaults();
  private static final EmbeddedRegistryOptions PLAIN =
      EmbeddedRegistryOptions.defaults().withListing(ListingStyle.OCI);

  @TempDir private Path directory;
  private SignedWorld signed;

  @AfterEach
  void stop() throws IOException {
    signed.close();
  }

  private void begin(EmbeddedRegistryOptions options) throws IOException {
    signed = new SignedWorld(directory, options);
  }

  private long requests(String host) {
    return signed.world.registry(host).counts().total();
  }

  private static ImmutableList<String> findings(Run run) {
    ImmutableList.Builder<String> found = ImmutableList.builder();
    for (JsonNode finding : run.json().get("findings")) {
      found.add(finding.get("kind").asText() + " " + finding.path("repository").asText());
    }
    return found.build();
  }

  @Test
  void eachIsCheckedOnceAtItsPlaceHoweverManyMirrorsThereAre() throws IOException {
    begin(GOOGLE);
    signed.sign();
    signed.world.resetCounts();
    Run run = signed.verify().endsWith(ExitCode.DONE);
    assertTrue(run.out().endsWith("Nothing to sign.\n"), run.out());
    assertEquals(1 + 2 * 2, requests("us.example"), "a listing; a manifest and a layer each");
    assertEquals(requests("us.example"), signed.world.requests());
  }

  @Test
  void aSignatureThatIsPromotedByManifestNeedsNoneItself() throws IOException {
    begin(GOOGLE);
    signed.sign();
    SampleImage signature = signed.releng.signature(signed.image.digest(), SignedWorld.PLACE);
    signed
        .world
        .manifest("staging.example/team", "us.example/prod")
        .promote("app", signature.digest(), "sha256-" + signed.image.digest().getHash() + ".sig");
    signed.verify().endsWith(ExitCode.DONE);
  }

  @Test
  void oneThatIsMissingIsOneFindingWithItsTags() throws IOException {
    begin(GOOGLE);
    signed.attach(
        ".sig",
        signed.releng.signature(signed.image.digest(), SignedWorld.PLACE),
        signed.image.digest());
    Path artifacts = directory.resolve("artifacts");
    Run run = signed.verify("--json", "--artifacts=" + artifacts).endsWith(ExitCode.PARTIAL);
    assertEquals(ImmutableList.of("unsigned us.example/prod/app"), findings(run));
    assertEquals(
        "us.example/prod/app@" + signed.index.digest() + "\n",
        Files.readString(artifacts.resolve("unsigned.txt")),
        "for the job that signs");
    assertEquals("", Files.readString(artifacts.resolve("unattested.txt")));
    JsonNode finding = run.json().get("findings").get(0);
    assertEquals(signed.index.digest().toString(), finding.get("digest").asText());
    assertEquals("v2", finding.get("tags").get(0).asText());
    assertEquals("no signature by releng", finding.get("detail").asText());
    assertEquals("signatures", run.json().get("job").asText());
  }

  @Test
  void ofAnImageThatIsNotThereNothingIsSaid() throws IOException {
    begin(GOOGLE);
    signed.world.delete(SignedWorld.PLACE, signed.image);
    Run run = signed.verify("--json").endsWith(ExitCode.PARTIAL);
    assertEquals(
        ImmutableList.of("unsigned us.example/prod/app", "manifest-missing us.example/prod/app"),
        findings(run),
        "of the index, and of the image");
  }

  @Test
  void aFlippedByteOrAStrangersKeyIsInvalid() throws IOException {
    begin(GOOGLE);
    signed.attach(
        ".sig",
        signed.releng.signature(signed.image.digest(), SignedWorld.PLACE, this::flipped),
        signed.image.digest());
    signed.attach(
        ".sig",
        signed.stranger.signature(signed.index.digest(), SignedWorld.PLACE),
        signed.index.digest());
    Run run = signed.verify("--json").endsWith(ExitCode.PARTIAL);
    assertEquals(
        ImmutableList.of(
            "signature-invalid us.example/prod/app", "signature-invalid us.example/prod/app"),
        findings(run));
  }

  private byte[] flipped(byte[] content) {
    byte[] other = content.clone();
    other[other.length - 3] ^= 1;
    return other;
  }

  @Test
  void oneOfAnotherImageOrRepositoryIsInvalid() throws IOException {
    begin(GOOGLE);
    signed.attach(
        ".sig",
        signed.releng.signature(signed.image.digest(), SignedWorld.PLACE),
        signed.index.digest());
    signed.attach(
        ".sig",
        signed.releng.signature(signed.image.digest(), "elsewhere.example/app"),
        signed.image.digest());
    Run run = signed.verify().endsWith(ExitCode.PARTIAL);
    assertTrue(run.out().contains("elsewhere.example/app"), run.out());
    assertTrue(run.out().contains("2 findings for a human"), run.out());

    signed.policy("  docker-references: [\"elsewhere.example/*\"]\n", "signature: [releng]");
    signed.attach(
        ".sig",
        signed.releng.signature(signed.index.digest(), "asia.example/prod/app"),
        signed.index.digest());
    signed.verify().endsWith(ExitCode.DONE);
  }

  @Test
  void oneOfSeveralAttestationsIsTheOneAskedFor() throws IOException {
    begin(GOOGLE);
    signed.require("attestation: [releng]\npredicate-type: " + KeySigner.SLSA, "sbom: any");
    for (SampleImage each : new SampleImage[] {signed.image, signed.index}) {
      signed.attach(
          ".att",
          signed.releng.attestations(each.digest(), KeySigner.SPDX, KeySigner.SLSA),
          each.digest());
    }
    signed.world.resetCounts();
    signed.verify().endsWith(ExitCode.DONE);
    assertEquals(1 + 2 * 3, signed.world.requests(), "each is read once for both requirements");

    signed.attach(
        ".att",
        signed.releng.mislabelled(signed.image.digest(), KeySigner.SLSA, "https://a.example/b"),
        signed.image.digest());
    Run run = signed.verify("--json").endsWith(ExitCode.PARTIAL);
    assertEquals(
        ImmutableList.of("signature-invalid us.example/prod/app", "unattested us.example/prod/app"),
        findings(run));
  }

  @Test
  void bundlesAreFoundByTheReferrersApi() throws IOException {
    begin(PLAIN);
    signed.require("signature: [releng]", "attestation: [releng]");
    for (SampleImage each : new SampleImage[] {signed.image, signed.index}) {
      signed.world.put(SignedWorld.PLACE, signed.releng.bundle(each, KeySigner.SIGN));
      signed.world.put(SignedWorld.PLACE, signed.releng.bundle(each, KeySigner.SLSA));
    }
    signed.world.resetCounts();
    signed.verify().endsWith(ExitCode.DONE);
    assertEquals(
        1 + 2 * (1 + 2 * 2),
        signed.world.requests(),
        "a listing; for each image its referrers, and of both the manifest and the bundle");
  }

  @Test
  void bundlesAreFoundByTheListThatClientsKeep() throws IOException {
    begin(PLAIN.without(Feature.REFERRERS));
    for (SampleImage each : new SampleImage[] {signed.image, signed.index}) {
      SampleImage bundle = signed.releng.bundle(each, KeySigner.SIGN);
      signed.world.put(SignedWorld.PLACE, bundle);
      signed.attach("", signed.samples.ociIndex(bundle), each.digest());
    }
    signed.verify().endsWith(ExitCode.DONE);
    signed.world.put(
        SignedWorld.PLACE, signed.releng.bundle(signed.image, KeySigner.SIGN, this::flippedInside));
    signed.attach(
        "",
        signed.samples.ociIndex(signed.releng.bundle(signed.image, KeySigner.SLSA)),
        signed.image.digest());
    Run run = signed.verify("--json").endsWith(ExitCode.PARTIAL);
    assertEquals(ImmutableList.of("unsigned us.example/prod/app"), findings(run));
  }

  @Test
  void aBundleWithAFlippedByteIsInvalid() throws IOException {
    begin(GOOGLE);
    signed.attach(
        ".sig",
        signed.releng.signature(signed.index.digest(), SignedWorld.PLACE),
        signed.index.digest());
    signed.world.put(
        SignedWorld.PLACE, signed.releng.bundle(signed.image, KeySigner.SIGN, this::flippedInside));
    Run run = signed.verify("--json").endsWith(ExitCode.PARTIAL);
    assertEquals(ImmutableList.of("signature-invalid us.example/prod/app"), findings(run));
  }

  /** In the signature. */
  private byte[] flippedInside(byte[] bundle) {
    String text = new String(bundle, UTF_8);
    int at = text.indexOf("\"sig\":\"") + 40;
    return (text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1))
        .getBytes(UTF_8);
  }

  @Test
  void whereTagsAreListedByNameAloneEachThatMattersIsResolved() throws IOException {
    begin(PLAIN);
    signed.sign();
    signed.world.resetCounts();
    signed.verify().endsWith(ExitCode.DONE);
    assertEquals(1 + 2 * 3, signed.world.requests());
    assertEquals(2, signed.world.requests("HEAD"));
  }

  @Test
  void onlyWhereThePolicySaysSoTheChildrenOfAnIndexAreChecked() throws IOException {
    begin(GOOGLE);
    signed.sign();
    signed.policy("  children: true\n", "signature: [releng]");
    Run run = signed.verify("--json").endsWith(ExitCode.PARTIAL);
    assertEquals(2, findings(run).size(), run.out());
    for (var each : signed.index.children()) {
      signed.attach(
          ".sig", signed.releng.signature(each.digest(), SignedWorld.PLACE), each.digest());
    }
    signed.verify().endsWith(ExitCode.DONE);
  }

  @Test
  void whatIsOlderThanTheRuleIsExempt() throws IOException {
    begin(GOOGLE);
    signed.policy("  since: 2022-11-08\n", "signature: [releng]");
    signed
        .world
        .contents("asia.example")
        .uploadedAt("prod/app", signed.image.digest(), Instant.parse("2022-11-07T00:00:00Z"));
    Run run = signed.verify("--json").endsWith(ExitCode.PARTIAL);
    assertEquals(ImmutableList.of("unsigned us.example/prod/app"), findings(run));
    assertEquals(
        signed.index.digest().toString(), run.json().get("findings").get(0).get("digest").asText());

    signed.policy("  since: 2022-11-08\n  children: true\n", "signature: [releng]");
    signed
        .world
        .contents("us.example")
        .uploadedAt("prod/app", signed.child.digest(), Instant.parse("2022-11-07T00:00:00Z"));
    assertEquals(
        2,
        findings(signed.verify("--json").endsWith(ExitCode.PARTIAL)).size(),
        "the index and its other child");
  }

  @Test
  void ofWhatCannotBeReadNothingIsConcluded() throws IOException {
    begin(GOOGLE);
    signed.sign();
    signed
        .world
        .registry("us.example")
        .faults()
        .always(target -> target.endpoint() == Endpoint.BLOB, new Fault.Refusal(403, "DENIED"));
    Run blobs = signed.verify("--json").endsWith(ExitCode.PARTIAL);
    assertEquals(
        ImmutableList.of("unreadable us.example/prod/app", "unreadable us.example/prod/app"),
        findings(blobs));
    signed
        .world
        .registry("us.example")
        .faults()
        .always(target -> target.endpoint() == Endpoint.TAGS, new Fault.Refusal(403, "DENIED"));
    Run listing = signed.verify("--json").endsWith(ExitCode.PARTIAL);
    assertEquals(ImmutableList.of("unreadable us.example/prod/app"), findings(listing));
  }

  @Test
  void somethingElseUnderTheTagIsInvalidAndSaysWhat() throws IOException {
    begin(GOOGLE);
    signed.sign();
    signed.attach(
        ".sig",
        KeySigner.image(new KeySigner.Layer("text/plain", "x".getBytes(UTF_8), ImmutableMap.of())),
        signed.image.digest());
    Run run = signed.verify().endsWith(ExitCode.PARTIAL);
    assertTrue(run.out().contains("is listed as signature and is none"), run.out());
    assertTrue(run.out().contains("'text/plain'"), run.out());
  }

  @Test
  void optionsThatSayNothingSensibleAreRefusedBeforeAnyRequest() throws IOException {
    begin(GOOGLE);
    signed.world.resetCounts();
    Run none =
        signed
            .world
            .run("signatures", "verify", "--stored", signed.world.options()[1])
            .endsWith(ExitCode.USAGE);
    assertTrue(none.err().contains("--signature-policy=FILE"), none.err());
    assertTrue(none.err().contains("--stored: name the snapshot"), none.err());
    signed.world.scrub("--signatures").endsWith(ExitCode.USAGE);
    signed.world.scrub(signed.policyOption()).endsWith(ExitCode.USAGE);
    assertEquals(0, signed.world.requests());
  }
}
